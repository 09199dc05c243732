import type { AndroidManagedAppProtection, IosManagedAppProtection } from '@microsoft/microsoft-graph-types-beta';
import { defineFamily, placesOf } from '../../src/core/family';
import { choice, toggle } from '../../src/core/setting';

/** These hold when the file compiles: a line that stops being an error is an error of its own. */
describe('the shape of a family', () => {
  const { everywhere, on } = placesOf<{
    readonly android: AndroidManagedAppProtection;
    readonly ios: IosManagedAppProtection;
  }>(['android', 'ios']);

  test('knows the properties of Graph’s types', () => {
    expect(everywhere('pinRequired')).toEqual({ android: { at: 'pinRequired' }, ios: { at: 'pinRequired' } });
    // @ts-expect-error there is no such property
    everywhere('pinRequird');
    // @ts-expect-error iOS has no screenCaptureBlocked
    everywhere('screenCaptureBlocked');
    // @ts-expect-error faceIdBlocked is iOS only
    on({ android: 'faceIdBlocked' });
  });

  test('does not take an example of the wrong type', () => {
    const family = {
      id: 'x',
      title: 'X',
      words: [],
      allows: [],
      permission: { read: [], write: [] },
      docs: '',
      variants: {},
      nameAt: null,
      ignores: [],
      settings: {
        level: choice({ title: 'Level', words: [], on: {}, order: null, values: { low: { say: 'Low', words: [] } } }),
        pin: toggle({ title: 'PIN', words: [], on: {}, sense: 'requires', stricter: true }),
      },
    } as const;

    expect(defineFamily({ ...family, examples: [{ say: 'low', set: { level: 'low', pin: true } }] }).id).toBe('x');
    // @ts-expect-error medium is none of its values
    defineFamily({ ...family, examples: [{ say: 'medium', set: { level: 'medium' } }] });
    // @ts-expect-error a toggle is true or false
    defineFamily({ ...family, examples: [{ say: 'pin', set: { pin: 6 } }] });
  });
});
