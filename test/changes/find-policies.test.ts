import { apps as catalog } from '../../src/catalog/apps.json';
import { policiesCovering, policiesNamed } from '../../src/changes/find-policies';
import { Detour } from '../../src/changes/planned';
import type { Known } from '../../src/changes/read';
import { appProtection } from '../../src/families/app-protection';
import { aSnapshot } from '../support/builders';

const outlookOn = { android: 'com.microsoft.office.outlook', ios: 'com.microsoft.office.outlook' };

function policy(name: string, variant: 'android' | 'ios', changes: Partial<Known> = {}): Known {
  return {
    ...aSnapshot({ id: `T_${name}`, name, apps: { group: 'selectedPublicApps', ids: [outlookOn[variant]] } }),
    family: appProtection,
    variant,
    ...changes,
  };
}

const android = policy('Android', 'android');
const ios = policy('iOS', 'ios');
const second = policy('iOS too', 'ios');
const none = {
  chosen: {},
  become: (name: string) => ({ kind: 'delete' as const, family: 'appProtection', policy: name }),
};

/** Names that were found, or what is asked or refused instead. */
function outcome(find: () => readonly Known[]): string {
  try {
    return find()
      .map(({ name }) => name)
      .join(', ');
  } catch (error) {
    if (!(error instanceof Detour)) throw error;
    const { planned } = error;
    if (planned.kind === 'ask') return `asks: ${planned.choices.map(({ label }) => label).join(', ')}`;
    return planned.kind === 'problem' ? planned.problem.code : planned.kind;
  }
}

describe('policiesCovering', () => {
  const all = policy('All Microsoft', 'ios', { apps: { group: 'allMicrosoftApps', ids: [] } });
  const core = policy('Core', 'ios', { apps: { group: 'allCoreMicrosoftApps', ids: [] } });
  const nothing = policy('Empty', 'ios', { apps: { group: 'selectedPublicApps', ids: [] } });

  test.each([
    ['one of each platform', ['outlook'], [android, ios], 'Android, iOS'],
    ['only where the app is covered', ['outlook'], [android, nothing], 'Android'],
    ['what covers it as one of all Microsoft apps', ['outlook'], [all], 'All Microsoft'],
    ['what covers it as a core app', ['outlook'], [core], 'Core'],
    ['nothing where no policy covers it', ['outlook'], [nothing], ''],
    ['a question where two of a platform do', ['outlook'], [android, ios, second], 'asks: iOS, iOS too'],
    ['the policy of the group that was named', ['allMicrosoftApps'], [all, ios], 'All Microsoft'],
    ['a question where a group is covered app by app', ['coreMicrosoftApps'], [ios], 'asks: iOS'],
    ['a refusal of an app that is not known', ['minesweeper'], [ios], 'no-such-app'],
  ])('gives %s', (_what, wanted, known, expected) => {
    expect(outcome(() => policiesCovering(wanted, known, catalog, none))).toBe(expected);
  });

  test('takes what was picked among several', () => {
    const picking = { ...none, chosen: { ios: second.id } };

    expect(outcome(() => policiesCovering(['outlook'], [android, ios, second], catalog, picking))).toBe(
      'Android, iOS too',
    );
  });
});

describe('policiesNamed', () => {
  const twin = { ...android, name: 'iOS', id: 'T_twin' };

  test.each([
    ['the policy of that name', 'iOS', [android, ios], 'one', 'iOS'],
    ['it in another case', 'ios', [android, ios], 'one', 'iOS'],
    ['one of each platform', 'iOS', [twin, ios], 'all', 'iOS, iOS'],
    ['a question where only one is wanted', 'iOS', [twin, ios], 'one', 'asks: iOS, iOS'],
    ['an offer of a near miss, never the policy', 'Andriod', [android, ios], 'one', 'asks: Android'],
    ['a refusal of a name that is not there', 'Windows Hello', [android, ios], 'one', 'no-such-policy'],
  ] as const)('gives %s', (_what, typed, known, take, expected) => {
    expect(outcome(() => policiesNamed(typed, known, take, none))).toBe(expected);
  });
});
