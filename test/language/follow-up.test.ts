import apps from '../../src/catalog/apps.json';
import { families } from '../../src/families';
import { asksTheSame, readFollowUp } from '../../src/language/follow-up';
import { readerFor } from '../../src/language/parse';
import type { ChangeRequest } from '../../src/core/request';

const reader = readerFor({ families, apps: apps.apps });

function after(utterance: string, text: string) {
  const request = reader.parse(utterance).requests[0] as ChangeRequest; // the sentences below ask for changes
  return readFollowUp(
    reader,
    { utterance, sentence: utterance, request, platforms: ['android', 'ios'], isMade: false },
    text,
  );
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
        asks: false,
        other: { request: { platforms: ['ios'], apps: ['outlook'] } },
        both: { request: { platforms: ['android', 'ios'], apps: ['outlook'] }, utterance: `${outlook}, and for iOS` },
      },
    ],
    ['the same for Word', { kind: 'more', other: { request: { platforms: ['android'], apps: ['word'] } } }],
    ['for Android too', { kind: 'more', other: undefined, named: { platforms: ['android'] } }],
    ['and on iOS?', { kind: 'more', asks: true, named: { platforms: ['ios'] } }],
    ['what about Teams?', { kind: 'more', asks: true, named: { apps: ['teams'] } }],
    ['only iOS', { kind: 'only', named: { platforms: ['ios'] } }],
    ['just for Outlook please', { kind: 'only', named: { apps: ['outlook'] } }],
    ['ok, hmm, actually, make that low', { kind: 'instead', request: { platforms: ['android'] } }],
    ['no, iOS', { kind: 'instead', request: { platforms: ['ios'] } }],
    ['not iOS', { kind: 'without', named: { apps: [], platforms: ['ios'], groups: [] } }],
    ['not Teams', { kind: 'without', named: { apps: ['teams'], platforms: [], groups: [] } }],
    ['no, not iOS', { kind: 'without', named: { platforms: ['ios'] } }],
    ['can you also wipe', { kind: 'instead', request: { settings: { mobileThreatDefenseRemediationAction: 'wipe' } } }],
    ['why does she want that?', { kind: 'why' }],
    ['why was it rejected?', { kind: 'why' }],
    ['why did it fail?', { kind: 'why' }],
  ])('«%s» goes on from a threat level for Outlook', (text, expected) => {
    expect(after(outlook, text)).toMatchObject(expected);
  });

  test.each(['call it Field phones', 'no, rename it to "Field phones"', 'hold on, name it Field phones'])(
    '«%s» gives what is still to be made another name',
    (text) => {
      expect(after('create an app protection policy "Field" for Outlook on iOS', text)).toMatchObject({
        kind: 'instead',
        request: { kind: 'create', name: 'Field phones' },
      });
    },
  );

  test('a group behind what is to be made may be written small', () => {
    const create = 'create an app protection policy "Field" for Outlook on iOS';

    expect(after(create, 'for sales')).toMatchObject({ kind: 'more', both: { request: { groups: ['sales'] } } });
    expect(after(create, 'for lunch')).toBeUndefined();
  });

  test('«set it to medium again» asks for what is asked for already', () => {
    const request = reader.parse(outlook).requests[0] as ChangeRequest; // it asks for a change
    const before = { utterance: outlook, sentence: outlook, request, platforms: [], isMade: false };

    expect(asksTheSame(reader, before, 'set it to medium again')).toBe(true);
    expect(asksTheSame(reader, before, 'set it to low again')).toBe(false);
  });

  test('«do the same for Finance» assigns the same policy to another group', () => {
    expect(after('assign "iOS Office baseline" to Sales', 'do the same for Finance')).toMatchObject({
      kind: 'more',
      other: { request: { kind: 'assign', policy: 'iOS Office baseline', groups: ['Finance'] } },
    });
  });

  test.each(['blorp the frobnicator', 'make it purple', 'also', 'not today', 'hello', 'why not both?', 'make it so'])(
    '«%s» goes on from nothing',
    (text) => {
      expect(after(outlook, text)).toBeUndefined();
    },
  );

  test('a platform that was not named is no other one: nothing is narrowed by naming it', () => {
    expect(after('set max threat level Medium for Outlook', 'for iOS too')).toMatchObject({
      kind: 'more',
      named: { platforms: ['ios'] },
      both: undefined,
    });
  });

  test('«make it low on iOS» leaves the other platforms as they were asked for', () => {
    expect(after('set max threat level Medium for Outlook', 'make it low on iOS')).toMatchObject({
      kind: 'instead',
      request: {
        kind: 'several',
        requests: [
          { settings: { maximumAllowedDeviceThreatLevel: 'medium' }, platforms: ['android'] },
          { settings: { maximumAllowedDeviceThreatLevel: 'low' }, platforms: ['ios'] },
        ],
      },
    });
  });

  test('«for iOS too» after the connector of Android is both', () => {
    expect(after('turn on the Android connector for app protection', 'for iOS too')).toMatchObject({
      kind: 'more',
      both: {
        request: {
          settings: {
            androidMobileApplicationManagementEnabled: true,
            iosMobileApplicationManagementEnabled: true,
          },
        },
      },
    });
  });

  test('what was answered to a question stays when the sentence is gone on from', () => {
    const said = reader.parse('create an app protection policy for Outlook on iOS').requests[0] as ChangeRequest; // it asks for one
    const last = {
      utterance: 'create an app protection policy for Outlook on iOS',
      sentence: 'create an app protection policy for Outlook on iOS',
      request: { ...said, name: 'Field' } as ChangeRequest, // a create has a name
      platforms: ['ios'] as const,
      isMade: false,
    };

    expect(readFollowUp(reader, last, 'also require encryption')).toMatchObject({
      kind: 'instead',
      request: { kind: 'create', name: 'Field', settings: { encryptAppData: true } },
    });
  });
});
