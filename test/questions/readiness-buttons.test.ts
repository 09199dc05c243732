import { templates } from '../../src/catalog/templates';
import type { Tenant } from '../../src/sandbox/tenant';
import { aWorld, channel, type World } from '../support/world';

/** Tenants in which much is missing. */
const poor: readonly (readonly [string, (tenant: Tenant) => void])[] = [
  ['without any policy', (tenant) => policiesOf(tenant).forEach(({ id }) => tenant.deletePolicy(id))],
  [
    'whose policies are assigned to nobody',
    (tenant) => policiesOf(tenant).forEach(({ id }) => tenant.changePolicy(id, { assignments: [] })),
  ],
  [
    'with policies for endpoints that nobody has',
    (tenant) => {
      for (const name of ['antivirus', 'firewall', 'endpointDetection'] as const)
        tenant.addPolicy('configurationPolicies', endpointPolicy(name));
    },
  ],
];

const sentences = ['Android', 'iOS', 'Windows', 'macOS'].map((platform) => `check readiness for ${platform}`);

describe('every gap of a tenant that Graph can close has a button', () => {
  describe.each(poor)('%s', (_, impoverish) => {
    let world: World;
    beforeEach(async () => {
      world = await aWorld();
      impoverish(world.sandbox.tenant);
    });
    afterEach(() => world.close());

    test.each(sentences)('%s', async (sentence) => {
      const [answer] = await world.say('ana', sentence);
      const text = answer?.text ?? '';

      const gaps = text.split('\n').filter((line) => /^[✖⚠]/.test(line));
      const buttons = [...text.matchAll(/\(((?:turn on|plan|assign|mend|set|add)\b[^)]*)\)/gi)];
      expect(gaps.length).toBeGreaterThan(0);
      expect(buttons).toHaveLength(gaps.length);
    });
  });
});

describe('fix all', () => {
  test('closes what is missing for Windows, with the group that the policies go to made first', async () => {
    const world = await aWorld();
    try {
      for (const { id } of policiesOf(world.sandbox.tenant)) world.sandbox.tenant.deletePolicy(id);
      const [answer] = await world.say('ana', 'check readiness for Windows');
      await pressed(world, answer?.text, /\((fix all \d+)\)/);
      await world.press('omar', 'approve', { where: channel });

      const change = await world.store.changes.get(1);
      expect(change?.status.kind).toBe('applied');
      expect(change?.plan.parts[0]?.target.name).toBe('Defender-managed devices');
      const [again] = await world.say('ana', 'check readiness for Windows');
      expect(again?.text).not.toContain('✖');
      expect(again?.text).toContain('✔ An antivirus policy is assigned · Defender antivirus');
    } finally {
      await world.close();
    }
  });

  test('asks which Android is meant where nobody can tell, and then plans', async () => {
    const world = await aWorld();
    try {
      for (const { id } of policiesOf(world.sandbox.tenant)) world.sandbox.tenant.deletePolicy(id);
      const [answer] = await world.say('ana', 'check readiness for Android');
      await pressed(world, answer?.text, /\((plan «Android risk»)\)/);
      await world.press('ana', 'choose 2');

      expect((await world.store.changes.get(1))?.plan.parts.map(({ target }) => target.name)).toEqual(['Android risk']);
    } finally {
      await world.close();
    }
  });
});

test('a guide is sent from the check list', async () => {
  const world = await aWorld();
  try {
    const [answer] = await world.say('ana', 'check readiness for iOS');
    const [question] = await pressed(world, answer?.text, /\((send the iOS guide[^)]*)\)/);

    expect(question?.text).toMatch(/300 people/);
    expect(answer?.text).toContain('App sync for iOS devices');
  } finally {
    await world.close();
  }
});

function pressed(world: World, text: string | undefined, button: RegExp) {
  const [, title] = button.exec(text ?? '') ?? [];
  if (title === undefined) throw new Error(`no button like ${button} in ${text}`);
  return world.press('ana', title);
}

const sorts = [
  'androidManagedAppProtections',
  'iosManagedAppProtections',
  'deviceCompliancePolicies',
  'targetedManagedAppConfigurations',
  'mobileAppConfigurations',
  'configurationPolicies',
  'conditionalAccessPolicies',
] as const;

function policiesOf({ collections }: Tenant) {
  return sorts.flatMap((sort) => [...collections[sort].values()]);
}

function endpointPolicy(name: 'antivirus' | 'firewall' | 'endpointDetection') {
  const { id, family, platforms, technologies } = templates[name];
  return {
    name,
    platforms,
    technologies,
    templateReference: { templateId: id, templateFamily: family },
    settings: [],
    assignments: [],
  };
}
