import type { Request } from '../../src/core/request';
import { ask, canonical } from './support';

/** One thing said in every construction people use for it: `*` is the setting. */

interface Said {
  readonly family: string;
  readonly key: string;
  readonly things: readonly string[];
}

interface Place {
  readonly say: string;
  readonly slots: Readonly<Record<string, unknown>>;
}

const outlook = { say: ' in Outlook', slots: { apps: ['outlook'] } };
const teams = { say: ' for Teams on Android', slots: { apps: ['teams'], platforms: ['android'] } };
const byod = { say: ' in policy "BYOD iOS"', slots: { policy: 'BYOD iOS' } };
const lab = { say: ' in the antivirus policy "Lab PCs"', slots: { policy: 'Lab PCs' } };

const blocked: readonly Said[] = [
  { family: 'appProtection', key: 'screenCaptureBlocked', things: ['screenshots', 'screen capture'] },
  { family: 'appProtection', key: 'printBlocked', things: ['printing'] },
  { family: 'appProtection', key: 'contactSyncBlocked', things: ['contact sync'] },
  { family: 'appProtection', key: 'simplePinBlocked', things: ['simple PINs'] },
  { family: 'appProtection', key: 'fingerprintBlocked', things: ['fingerprint unlock'] },
];
const required: readonly Said[] = [
  { family: 'appProtection', key: 'pinRequired', things: ['a PIN', 'the PIN'] },
  { family: 'appProtection', key: 'organizationalCredentialsRequired', things: ['work account credentials'] },
  { family: 'appProtection', key: 'encryptAppData', things: ['encryption of org data'] },
];
const switched: readonly Said[] = [
  { family: 'antivirus', key: 'tamperProtection', things: ['tamper protection'] },
  { family: 'antivirus', key: 'realtimeMonitoring', things: ['real-time protection'] },
  { family: 'antivirus', key: 'scanArchives', things: ['archive scanning'] },
];

const constructions = {
  'is blocked': [
    'block *|disable *|turn off *|turn * off|ban *|prohibit *|forbid *|disallow *|do not allow *|no *|no more *',
    '* not allowed|* off|* must be blocked|* should be blocked|* must not be allowed|* should not be possible',
    'make sure * is blocked|ensure * are blocked|I want * blocked|we need * blocked|get * blocked|have * blocked',
    'set * to blocked|*: block|* = blocked|stop *|prevent *|* is to be blocked|nobody may use *|no longer allow *',
    "* should no longer be allowed|I'd like * to be blocked|start blocking *|enforce blocking of *|turn on blocking of *",
    "I don't want *|people may not use *|* must not be used|* should get blocked",
  ],
  'is allowed': [
    'allow *|enable *|turn on *|permit *|unblock *|stop blocking *|do not block *|* should be allowed|* may be used',
    're-allow *|set * to allowed|*: allow|no longer block *|let people use *|make * possible|lift the block on *',
    'remove the restriction on *|* should not be blocked|* must not be blocked any more',
  ],
  'is required': [
    'require *|enforce *|make * mandatory|* must be required|* required|* should be required|turn on *|turn * on',
    '*: required|set * to required|I want * required|we need *|make sure * is required|users must use *|people need *',
    'demand *|insist on *|require * again|start requiring *|let us require *',
  ],
  'is not required': [
    "don't require *|stop requiring *|no longer require *|turn off *|disable *|* not required|* should not be required",
    '*: not required|remove the requirement for *|drop the requirement for *|* should no longer be required',
    "set * to not required|make * optional|users should not need *|we no longer need *|people don't have to use *",
  ],
  'is on': [
    'turn on *|enable *|switch * on|activate *|* on|*: on|* enabled|set * to on|* should be on|* must be enabled',
    'make sure * is on|re-enable *|reenable *|I want * on|* needs to be on|get * turned on|have * enabled|* to be enabled',
  ],
  'is off': [
    'turn off *|disable *|switch * off|shut off *|* off|*: off|* disabled|set * to off|* should be off|* must be disabled',
    'make sure * is off|I want * off|* needs to be off|get * turned off|stop *|* is to be turned off|* should not be on',
  ],
} as const;

function misread(said: readonly Said[], value: boolean, lists: readonly string[], places: readonly Place[]) {
  const frames = lists.flatMap((list) => list.split('|'));
  return said.flatMap(({ family, key, things }) =>
    frames.flatMap((frame) =>
      things.flatMap((thing) =>
        places.flatMap(({ say, slots }) => {
          const text = `${frame.replace('*', thing)}${say}`;
          // Put together from data, so the compiler cannot see its kind.
          const meant = { kind: 'set', family, settings: { [key]: value }, ...slots } as unknown as Request;
          return canonical(ask(text)) === canonical([meant]) ? [] : [text];
        }),
      ),
    ),
  );
}

const all = [outlook, teams, byod];

test.each([
  ['is blocked', blocked, true, all],
  ['is allowed', blocked, false, all],
  ['is required', required, true, all],
  ['is not required', required, false, all],
  ['is on', switched, true, [lab]],
  ['is off', switched, false, [lab]],
] as const)('what %s may be said in any construction', (how, said, value, places) => {
  expect(misread(said, value, constructions[how], places)).toEqual([]);
});
