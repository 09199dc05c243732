import type { Entity } from '../../src/core/snapshot';
import { aWorld, channel, type World } from '../support/world';

/** Settings catalog policies end to end: what the transcripts do not show. */

const graph = '#microsoft.graph.deviceManagementConfiguration';
const sense = 'device_vendor_msft_windowsadvancedthreatprotection_';
const defender = 'device_vendor_msft_policy_config_defender_';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.close());

/** Asks, approves (twice where it takes two), and gives the status the change ends in. */
async function apply(
  id: number,
  text: string,
  ...approvers: readonly ('omar' | 'priya')[]
): Promise<string | undefined> {
  await world.say('ana', text);
  for (const who of approvers.length > 0 ? approvers : (['omar'] as const)) {
    await world.press(who, 'approve', { where: channel });
  }
  return (await world.store.changes.get(id))?.status.kind;
}

function policyNow(name: string): Entity {
  return world.sandbox.tenant.policy(name);
}

/** What Graph gives in place of a policy's secret. */
function tokenOf(name: string): string {
  const found = /"value":"([0-9a-f-]{36})"/.exec(JSON.stringify(policyNow(name)['settings']));
  return found?.[1] ?? `no token in ${name}`;
}

function choice(id: string, option: string, children: readonly Entity[] = []): Entity {
  return {
    '@odata.type': `${graph}ChoiceSettingInstance`,
    settingDefinitionId: id,
    choiceSettingValue: { value: `${id}${option}`, children },
  };
}

function addPolicy(name: string, templateId: string, ...instances: readonly Entity[]): void {
  world.sandbox.tenant.addPolicy('configurationPolicies', {
    name,
    platforms: 'windows10',
    technologies: 'mdm,microsoftSense',
    templateReference: { templateId },
    settings: instances.map((settingInstance) => ({ settingInstance })),
  });
}

const edr = '0385b795-0f2f-44ac-8602-9f65bf6adede_1';
const antivirus = '804339ad-1553-4478-a742-138fb5807418_1';

function ownPackage(): Entity {
  const blob = {
    '@odata.type': `${graph}SimpleSettingInstance`,
    settingDefinitionId: `${sense}onboarding`,
    simpleSettingValue: { '@odata.type': `${graph}SecretSettingValue`, value: 'blob', valueState: 'notEncrypted' },
  };
  return {
    ...choice(`${sense}configurationtype`, '_onboard', [blob]),
    settingInstanceTemplateReference: { settingInstanceTemplateId: '23ab0ea3-1b12-429a-8ed0-7390cf699160' },
  };
}

describe('a secret', () => {
  test('is in no record: not in the plan, not in a step, not in the audit, not on a card', async () => {
    await apply(1, 'create an EDR policy called "EDR All"');
    const first = tokenOf('EDR All');
    const status = await apply(2, 'turn on sample sharing in the EDR policy "EDR All"');

    const kept = JSON.stringify([
      await world.store.changes.get(1),
      await world.store.changes.get(2),
      await world.store.steps.list(1),
      await world.store.steps.list(2),
      await world.store.audit.list({ limit: 100 }),
      world.shown,
    ]);
    const secrets = [first, tokenOf('EDR All'), 'Microsoft ATP connector enabled'];
    expect(status).toBe('applied');
    expect(new Set(secrets).size).toBe(3);
    expect(secrets.filter((one) => kept.includes(one))).toEqual([]);
    expect(kept).toContain('***');
  });

  test('of a package of its own stays what it is when something else is changed', async () => {
    addPolicy('Own package', edr, ownPackage());
    const token = tokenOf('Own package');

    const status = await apply(1, 'turn on sample sharing in the EDR policy "Own package"');

    expect(status).toBe('applied');
    expect(tokenOf('Own package')).toBe(token);
  });

  test('that is lost with its policy makes a revert of the delete impossible, and that is said', async () => {
    addPolicy('Own package', edr, ownPackage());
    await apply(1, 'delete the EDR policy "Own package"', 'omar', 'priya');

    const [reply] = await world.say('ana', 'revert change 1');

    expect(reply?.text).toContain('«Own package» cannot be made again');
    expect(await world.store.changes.get(2)).toBeUndefined();
  });
});

describe('template ids', () => {
  const unpublished = 'create an antivirus policy "Lab" with script scanning on and exclude extension .iso';

  test('are the tenant’s, those that nobody published too', async () => {
    expect(await apply(1, unpublished)).toBe('applied');
  });

  test('are those of the catalog where the tenant does not tell them', async () => {
    world.sandbox.inject({ path: /configurationPolicyTemplates/, act: 'refuse', status: 404 });

    expect(await apply(1, 'create an antivirus policy "Lab" with script scanning on')).toBe('applied');
  });

  test('are needed before anybody is asked: a setting that the template does not offer is refused', async () => {
    world.sandbox.inject({
      path: /configurationPolicyTemplates/,
      act: 'refuse',
      status: 200,
      body: { value: [other] },
    });

    const [reply] = await world.say('ana', 'create an antivirus policy "Lab" with script scanning on');

    expect(reply?.text).toContain('does not offer «Script scanning»');
    expect(await world.store.changes.get(1)).toBeUndefined();
  });

  const other = {
    id: '0',
    settingInstanceTemplate: { settingDefinitionId: 'another', settingInstanceTemplateId: 'x' },
  };
});

describe('what somebody else changes meanwhile', () => {
  test('in a list is kept beside what is added', async () => {
    await apply(1, 'create an antivirus policy "Lab" with script scanning on and exclude C:\\Build');
    await world.say('ana', 'exclude D:\\Cache from antivirus scanning in "Lab"');
    const settings = JSON.stringify(policyNow('Lab')['settings']).replace('C:\\\\Build', 'E:\\\\Other');
    world.sandbox.tenant.changePolicy('Lab', { settings: JSON.parse(settings) as unknown });

    await world.press('omar', 'approve', { where: channel });

    expect((await world.store.changes.get(2))?.status.kind).toBe('applied');
    const text = JSON.stringify(policyNow('Lab')['settings']);
    expect([text.includes('E:\\\\Other'), text.includes('D:\\\\Cache'), text.includes('C:\\\\Build')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('in the touched setting makes the change stale; beside it, it is kept and told', async () => {
    await apply(1, 'create an antivirus policy "Lab" with script scanning on and cloud block level high');
    await world.say('ana', 'set cloud block level to zero tolerance in "Lab"');
    const settings = JSON.stringify(policyNow('Lab')['settings']);
    world.sandbox.tenant.changePolicy('Lab', {
      settings: JSON.parse(settings.replace('allowscriptscanning_1', 'allowscriptscanning_0')) as unknown,
    });
    await world.press('omar', 'approve', { where: channel });
    await world.say('ana', 'set cloud block level to default in "Lab"');
    world.sandbox.tenant.changePolicy('Lab', {
      settings: JSON.parse(settings.replace('cloudblocklevel_2', 'cloudblocklevel_4')) as unknown,
    });
    await world.press('omar', 'approve', { where: channel });

    const [told, stale] = [await world.store.changes.get(2), await world.store.changes.get(3)];
    expect(told?.status).toMatchObject({ kind: 'applied', otherDrift: ['Lab: Script scanning'] });
    expect(stale?.status).toMatchObject({ kind: 'stale' });
  });
});

test('a policy with a kind of setting that cannot be written back is left alone', async () => {
  addPolicy('Newer', antivirus, {
    '@odata.type': `${graph}SettingGroupInstance`,
    settingDefinitionId: `${defender}new`,
  });

  const [reply] = await world.say('ana', 'turn on script scanning in "Newer"');

  expect(reply?.text).toContain('«Newer» is not changed from here');
});

test('settings that did not all come with the list are fetched before anything is planned', async () => {
  await apply(1, 'create an antivirus policy "Lab" with script scanning on and cloud block level high');
  const { settings } = policyNow('Lab') as { readonly settings: readonly unknown[] };
  world.sandbox.inject({
    method: 'GET',
    path: /configurationPolicies\?.*expand=assignments,settings/,
    times: 1,
    act: 'refuse',
    status: 200,
    body: { value: [{ ...policyNow('Lab'), settings: settings.slice(0, 1) }] },
  });

  await world.say('ana', 'set cloud block level to zero tolerance in "Lab"');

  expect((await world.store.changes.get(2))?.plan.parts[0]?.changes).toMatchObject([
    { from: 'high', to: 'zeroTolerance' },
  ]);
});
