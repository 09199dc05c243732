import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTemplate, templateNames } from '../../src/views/templates';

const layouts = templateNames.map(
  (name) => [name, readFileSync(join(__dirname, '../../cards', `${name}.json`), 'utf8')] as const,
);

describe.each(layouts)('cards/%s.json', (_, layout) => {
  test('puts no data where a client reads markdown', () => {
    const blocks: unknown[] = [];
    JSON.parse(layout, (_key, value: unknown) => {
      if (value !== null && typeof value === 'object' && 'type' in value && value.type === 'TextBlock')
        blocks.push(value);
      return value;
    });

    expect(JSON.stringify(blocks)).not.toContain('${');
    expect(layout).not.toContain('FactSet');
  });

  test('sends nothing but a token', () => {
    const sent: unknown[] = [];
    JSON.parse(layout, (_key, value: unknown) => {
      if (value !== null && typeof value === 'object' && 'verb' in value && 'data' in value) sent.push(value.data);
      return value;
    });

    expect(sent.map((data) => Object.keys(data as object))).toEqual(sent.map(() => ['token']));
  });
});

describe('compileTemplate', () => {
  const fill = compileTemplate('sample', {
    type: 'X',
    text: '${name}',
    color: '${color}',
    more: [{ $data: '${list}', say: '${$data}' }],
  });

  test('fills a layout and leaves out what a client takes for granted', () => {
    expect(fill({ name: 'a', color: 'Default', list: ['b', 'c'] })).toEqual({
      type: 'X',
      text: 'a',
      more: [{ say: 'b' }, { say: 'c' }],
    });
  });

  test('does not evaluate what it is filled with', () => {
    expect(fill({ name: '${color}', color: 'Good', list: [] })).toMatchObject({ text: '${color}' });
  });

  test('names what it was not given, rather than showing the placeholder', () => {
    expect(() => fill({ color: 'Good', list: [] })).toThrow('cards/sample.json asks for name, which was not given');
  });

  test('fills the next card after one that failed', () => {
    expect(() => fill({ list: [] })).toThrow();

    expect(fill({ name: 'a', color: 'Good', list: [] })).toMatchObject({ text: 'a', color: 'Good' });
  });
});
