import { placeIn, withPlaceNamed } from '../../src/language/places';
import { reader } from './support';

const devices = { noun: 'device', names: ['LAPTOP-001', "Ana's iPhone", 'PIXEL-7'] } as const;

describe('withPlaceNamed', () => {
  test.each([
    ['why is the first one not compliant', 'explainDevice', 'LAPTOP-001'],
    ['why is number 2 noncompliant?', 'explainDevice', "Ana's iPhone"],
    ['why the third?', 'explainDevice', 'PIXEL-7'],
    ['show me the 2nd one', 'showDevice', "Ana's iPhone"],
    ['more about the last one', 'showDevice', 'PIXEL-7'],
    ['the first', 'showDevice', 'LAPTOP-001'],
    ['sync the first of them', 'syncDevice', 'LAPTOP-001'],
    ['sync the third device in the list please', 'syncDevice', 'PIXEL-7'],
    ['silence the last one for 2 hours because of repair', 'silence', 'PIXEL-7'],
  ])('«%s»', (text, kind, device) => {
    const named = withPlaceNamed(reader, devices, text) ?? '';

    expect(reader.parse(named).requests).toMatchObject([{ kind, device }]);
  });

  test('names policies and changes, too', () => {
    const policies = { noun: 'policy', names: ['Kiosk', 'Travel'] } as const;
    const changes = { noun: 'change', names: ['#12', '#7'] } as const;

    expect(withPlaceNamed(reader, policies, 'assign the second one to Sales')).toBe('assign policy "Travel" to Sales');
    expect(withPlaceNamed(reader, changes, 'show the second')).toBe('show change #7');
    expect(withPlaceNamed(reader, changes, 'approve the first one')).toBe('approve change #12');
  });

  test.each([
    'what changed in the last week',
    'show the last change',
    'revert the last change',
    'the first line workers group',
    'show policy "The first one"',
    'audit since the 2nd of May',
    'set the minimum PIN length to 6',
  ])('«%s» speaks of no place in a list', (text) => {
    expect(placeIn(text)).toBeUndefined();
  });

  test('finds nothing behind the end of the list', () => {
    expect(withPlaceNamed(reader, devices, 'why is the fourth one noncompliant?')).toBeUndefined();
  });
});
