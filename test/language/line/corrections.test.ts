import { findCorrections } from '../../../src/language/line/corrections';
import { typed } from '../../../src/language/line/line';
import { lineFor } from '../support';

function corrections(text: string): readonly string[] {
  const line = lineFor(text);
  return [...findCorrections(line)].map(([from, to]) => typed(line, from, to));
}

describe('findCorrections', () => {
  test.each([
    ['low, no wait, medium', ', no wait,'],
    ['low... scratch that, medium', '... scratch that,'],
    ['Word, sorry, I mean Excel', ', sorry, I mean'],
    ['"A" - no, hold on, "B"', '- no, hold on,'],
    ['for 2 hours, no, make it 4', ', no, make it'],
    ['block. Hmm no, audit', '. Hmm no,'],
    ['to Sales, I mean to Marketing', ', I mean'],
  ])('%s', (text, found) => {
    expect(corrections(text)).toEqual([found]);
  });

  test.each([
    'sorry, could you block printing',
    'no simple PINs',
    'block printing, no PIN for Word',
    'actually set it to low',
  ])('finds none in «%s»', (text) => {
    expect(corrections(text)).toEqual([]);
  });
});
