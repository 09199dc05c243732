import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Cron } from 'croner';
import { groupings } from './core/alert';
import { roles, type Role } from './core/approval';
import { devicePlatforms } from './core/device';
import { planKinds } from './core/thresholds';
import { weekdays } from './changes/freezes';
import type { Log } from './ports';

/** warden.yaml: who may do what, and what is switched on. Refused whole when anything in it is wrong. */

const objectIds = z.array(z.guid('has to be an object id such as 11111111-1111-4111-8111-111111111111')).default([]);

const Holders = z
  .strictObject({
    groups: objectIds.describe('Object ids of Entra groups; members of nested groups count.'),
    people: objectIds.describe('Object ids of people.'),
  })
  .prefault({});

const SomeRoles = z.partialRecord(z.enum(roles), Holders);

const NeedOfGroup = z.strictObject({
  title: z.string().min(1).describe('What cards call these people, such as Security.'),
  groups: z.array(z.guid('has to be the object id of an Entra group')).min(1),
  count: z.number().int().positive().max(20).default(1),
});

const When = z
  .strictObject({
    families: z.array(z.string()).optional().describe('It touches one of these families.'),
    kinds: z.array(z.enum(planKinds)).optional().describe('It does one of these; severe: a value hard to take back.'),
    settings: z.array(z.string()).optional().describe('It sets one of these, by the name in Graph.'),
    directions: z
      .array(z.enum(['tightens', 'loosens', 'mixed', 'changes']))
      .optional()
      .describe('Which way it goes.'),
    peopleAbove: z.number().int().min(0).optional().describe('It hits more people; not counted counts as more.'),
    devicesAbove: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe('More enrolled devices would lose access; not counted counts as more.'),
  })
  .prefault({})
  .describe('What a plan has to be; empty means every plan.');

const Threshold = z.strictObject({
  name: z.string().min(1).describe('Said on the card as the reason.'),
  when: When,
  approvals: z.number().int().min(1).max(20).default(1).describe('Approvals of anybody who may approve.'),
  from: z.array(NeedOfGroup).optional().describe('Approvals of some groups, each counted by itself.'),
  waitHours: z.number().min(0).max(168).optional().describe('Hours between the last approval and the first write.'),
});

const Freeze = z
  .strictObject({
    name: z.string().min(1).describe('Said on the cards of changes that wait for it.'),
    kind: z.enum(['deny', 'allow']).default('deny').describe('allow: nothing is written outside of it. deny wins.'),
    families: z.array(z.string()).optional().describe('Only changes of these families.'),
    days: z.array(z.enum(weekdays)).min(1).optional().describe('Every week on these days; without it, once.'),
    from: z.string().describe('With days a clock time such as 22:00, else a local time such as 2026-12-18T18:00.'),
    until: z.string(),
    zone: z.string().refine(isZone, 'is no time zone such as Europe/Berlin').optional(),
  })
  .superRefine(({ days, from, until }, context) => {
    const form = days ? clockTime : localTime;
    for (const [path, value] of Object.entries({ from, until })) {
      if (form.test(value)) continue;
      const message = days ? 'has to be a clock time such as 22:00' : 'has to be a local time such as 2026-12-18T18:00';
      context.addIssue({ code: 'custom', path: [path], message });
    }
    if (!days && localTime.test(from) && localTime.test(until) && from >= until)
      context.addIssue({ code: 'custom', path: ['until'], message: 'has to be after from' });
  })
  .transform(({ days, ...rest }) => (days ? { ...rest, days } : rest));

const clockTime = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const localTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/;

const discreet = z
  .boolean()
  .optional()
  .describe(
    'Whether names of people and devices stay out of what is posted there; counts more than what Warden found.',
  );

const Approvals = z
  .strictObject({
    channel: z
      .string()
      .min(1)
      .optional()
      .describe('Conversation id of the channel in which approvers decide. Warden tells it where it is installed.'),
    discreet,
    expireAfterHours: z
      .number()
      .positive()
      .max(720)
      .default(72)
      .describe('Hours after which a change that nobody decided on expires.'),
    remindBeforeHours: z.number().min(0).default(1).describe('Hours before that at which people are reminded.'),
    thresholds: z
      .array(Threshold)
      .default([])
      .describe(
        'Who must approve what: of all rules that match, the strictest counts. One approval is needed always. Two are for «deleting a policy» and for what is «hard to take back», unless a rule of that name says otherwise.',
      ),
  })
  .refine(({ expireAfterHours, remindBeforeHours }) => remindBeforeHours < expireAfterHours, {
    path: ['remindBeforeHours'],
    error: 'has to be less than expireAfterHours',
  })
  .prefault({});

const QuietHours = z.strictObject({
  from: z.string().regex(clockTime, 'has to be a clock time such as 22:00'),
  until: z.string().regex(clockTime, 'has to be a clock time such as 06:00'),
  zone: z.string().refine(isZone, 'is no time zone such as Europe/Berlin').optional(),
});

const Alerts = z
  .strictObject({
    sweep: z
      .string()
      .refine(isPattern, 'has to be a cron pattern such as */5 * * * *')
      .or(z.literal('off'))
      .default('*/5 * * * *')
      .describe('When all devices are read, as a cron pattern; off on a bot that only changes policies.'),
    partitions: z.number().int().min(1).max(8).default(4).describe('Parts of the devices that are read side by side.'),
    groupWaitSeconds: z
      .number()
      .min(0)
      .max(600)
      .default(30)
      .describe('How long the first device of a card waits for others; what is well again by then is never told.'),
    groupIntervalSeconds: z
      .number()
      .min(10)
      .max(86_400)
      .default(300)
      .describe('Least time between two news of a card.'),
    repeatHours: z.number().min(1).max(720).default(24).describe('After this what nobody acknowledged is told again.'),
    newCardHours: z.number().min(1).max(720).default(24).describe('After this new devices get a new card.'),
    settleHours: z.number().min(0).max(720).default(4).describe('A device is no news so long after its enrolment.'),
    unseenDays: z.number().min(1).max(365).default(14).describe('A device not seen for so long is an alert.'),
    summary: z
      .string()
      .refine(isPattern, 'has to be a cron pattern such as 0 8 * * 1')
      .or(z.literal('off'))
      .default('0 8 * * 1')
      .describe('When the channels are shown how compliant all devices are, as a cron pattern, or off.'),
    tellPeople: z
      .enum(['on', 'off'], 'has to be on or off')
      .default('off')
      .describe(
        'on: people are told in their own chat when a device of theirs is not compliant, once a day at most. It needs the permissions that guides need.',
      ),
    channels: z
      .array(
        z.strictObject({
          channel: z.string().min(1).describe('Conversation id of the channel.'),
          threat: z.enum(['low', 'medium', 'high']).optional().describe('Only devices with this threat level or more.'),
          platforms: z.array(z.enum(devicePlatforms)).min(1).optional().describe('Only these platforms.'),
          groups: z.array(z.guid()).optional().describe('Only devices of members of these Entra groups.'),
          policies: z
            .array(z.string().min(1))
            .min(1)
            .optional()
            .describe('Only devices that do not meet one of these compliance policies, by name.'),
          groupBy: z
            .enum(groupings)
            .optional()
            .describe(
              'What devices have in common that share a card: their platform, which is known at once, or the policy they do not meet. Default: platform.',
            ),
          quiet: QuietHours.optional().describe('Hours in which only high severity is told.'),
          mention: z
            .strictObject({ groups: objectIds, people: objectIds })
            .optional()
            .describe(
              'Who is on call: mentioned in the thread of a card when it is posted, when it becomes much worse, and when nobody acknowledged it. At most ten; members of nested groups count.',
            ),
          discreet,
        }),
      )
      .default([])
      .describe('Channels that hear of alerts, beside those that say «subscribe».'),
  })
  .prefault({});

export const Settings = z.strictObject({
  roles: z
    .strictObject({
      reader: Holders.describe('May ask questions.'),
      requestor: Holders.describe('May ask for changes.'),
      approver: Holders.describe('May decide on changes of others.'),
      owner: Holders.describe('Looks after Warden. Not an approver by itself.'),
    } satisfies Record<Role, z.ZodType>)
    .prefault({})
    .describe('Who may do what. Nobody listed means nobody may; every role includes reader and no other.'),
  byFamily: z.record(z.string(), SomeRoles).default({}).describe('Roles somebody has for one family only.'),
  families: z
    .array(z.string())
    .optional()
    .describe('Families that are switched on; the others are neither offered nor need permissions. Default: all.'),
  writes: z
    .enum(['on', 'off'], 'has to be on or off')
    .default('on')
    .describe('off: questions and plans work, nothing is approved or written.'),
  approvals: Approvals,
  never: z
    .array(z.strictObject({ name: z.string().min(1).describe('Said to who asks for it.'), when: When }))
    .default([])
    .describe('What is never done from chat, whoever asks; a revert within 72 hours of its change is.'),
  audit: z
    .strictObject({
      channel: z
        .string()
        .min(1)
        .optional()
        .describe('Conversation id of the channel that is told what owners do in an emergency.'),
      discreet,
    })
    .prefault({}),
  freezes: z
    .array(Freeze)
    .default([])
    .describe('Windows in which approved changes wait; a revert within 72 hours of its change does not.'),
  alerts: Alerts,
  breakGlass: Holders.describe('Emergency accounts: a card warns when its change hits one.'),
  timezone: z
    .string()
    .refine(isZone, 'is no time zone such as Europe/Berlin')
    .default('UTC')
    .describe('Time zone in which times are shown.'),
});
export type Settings = z.infer<typeof Settings>;

/** The settings, or what is wrong with them, each fault with its place. */
export type ReadSettings =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: readonly string[] };

/** `families`: the ids that exist; another one is a fault, since a typing error would switch a family off unseen. */
export function parseSettings(text: string, families: readonly string[]): ReadSettings {
  let raw: unknown;
  try {
    raw = parse(text, { logLevel: 'error' }) ?? {};
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    return { ok: false, faults: [`it is no YAML: ${why}`] };
  }
  const parsed = Settings.safeParse(raw);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    return { ok: false, faults };
  }
  const { families: on = [], byFamily } = parsed.data;
  const named = [
    ...on.map((id) => ({ id, place: 'families' })),
    ...Object.keys(byFamily).map((id) => ({ id, place: 'byFamily' })),
  ];
  const faults = named
    .filter(({ id }) => !families.includes(id))
    .map(({ id, place }) => `${place}: there is no family «${id}»; there are ${families.join(', ')}`);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings: parsed.data };
}

export interface WatchedSettings {
  /** The same object until the file has changed. */
  current(): Settings;
  close(): void;
}

/** Reads the file now (throws SettingsError) and again when it changes; a wrong change is logged and not taken. */
export function watchSettings(
  file: string,
  families: readonly string[],
  log: Log,
  everyMilliseconds = 2000,
): WatchedSettings {
  let stamp = stampOf(file);
  const first = readSettings(file, families);
  if (!first.ok) throw new SettingsError(file, first.faults);
  let current = first.settings;
  const timer = setInterval(() => {
    const now = stampOf(file);
    if (now === stamp) return;
    stamp = now;
    const read = readSettings(file, families);
    if (read.ok) {
      current = read.settings;
      log.info('settings read again', { file });
    } else log.error('settings are wrong and were not taken', { file, faults: read.faults });
  }, everyMilliseconds);
  timer.unref();
  return { current: () => current, close: () => clearInterval(timer) };
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(
    file: string,
    readonly faults: readonly string[],
  ) {
    super(`${file} is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

function readSettings(file: string, families: readonly string[]): ReadSettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    return { ok: false, faults: [missing ? 'it is not there; WARDEN_CONFIG says where it is' : 'it cannot be read'] };
  }
  return parseSettings(text, families);
}

/** Tells that a file was written anew or replaced. A mounted folder swaps the whole file, which a watch on it would miss. */
function stampOf(file: string): string {
  try {
    const { mtimeNs, size, ino } = statSync(file, { bigint: true });
    return `${mtimeNs}/${size}/${ino}`;
  } catch {
    return 'gone';
  }
}

function isPattern(pattern: string): boolean {
  try {
    return new Cron(pattern).nextRun() !== null;
  } catch {
    return false;
  }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
