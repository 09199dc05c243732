import apps from '../../src/catalog/apps.json';
import { families } from '../../src/families';
import { readFollowUp } from '../../src/language/follow-up';
import { readerFor } from '../../src/language/parse';
import type { ChangeRequest } from '../../src/core/request';

const reader = readerFor({ families, apps: apps.apps });

function after(utterance: string, text: string) {
  const request = reader.parse(utterance).requests[0] as ChangeRequest; // the sentences below ask for changes
  return readFollowUp(reader, { utterance, request }, text);
}

const outlook = 'set max threat level Medium for Outlook on Android';

describe('readFollowUp', () => {
  test.each([
    ['undo that', { kind: 'undo' }],
    ['please revert it', { kind: 'undo' }],
    ['why?', { kind: 'why' }],
    ['who approved it?', { kind: 'who' }],
    ['make it low', { kind: 'instead', request: { settings: { maximumAllowedDeviceThreatLevel: 'low' } } }],
    ['low instead', { kind: 'instead', request: { settings: { maximumAllowedDeviceThreatLevel: 'low' } } }],
    [
      'also wipe',
      {
        kind: 'instead',
        request: {
          settings: { maximumAllowedDeviceThreatLevel: 'medium', mobileThreatDefenseRemediationAction: 'wipe' },
        },
      },
    ],
    [
      'for iOS too',
      {
        kind: 'more',
        request: { platforms: ['ios'], apps: ['outlook'] },
        both: { request: { platforms: ['android', 'ios'], apps: ['outlook'] }, utterance: `${outlook}, and for iOS` },
      },
    ],
    ['the same for Word', { kind: 'more', request: { platforms: ['android'], apps: ['word'] } }],
    ['not iOS', { kind: 'without', apps: [], platforms: ['ios'] }],
    ['not Teams', { kind: 'without', apps: ['teams'], platforms: [] }],
  ])('«%s» goes on from a threat level for Outlook', (text, expected) => {
    expect(after(outlook, text)).toMatchObject(expected);
  });

  test('«do the same for Finance» assigns the same policy to another group', () => {
    expect(after('assign "iOS Office baseline" to Sales', 'do the same for Finance')).toMatchObject({
      kind: 'more',
      request: { kind: 'assign', policy: 'iOS Office baseline', groups: ['Finance'] },
    });
  });

  test.each(['blorp the frobnicator', 'make it purple', 'also', 'not today', 'hello', 'why not both?', 'make it so'])(
    '«%s» goes on from nothing',
    (text) => {
      expect(after(outlook, text)).toBeUndefined();
    },
  );
});
