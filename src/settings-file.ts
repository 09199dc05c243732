import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { roles } from './core/approval';
import type { Log } from './ports';

/** warden.yaml: who may do what, and what is switched on. Refused whole when anything in it is wrong. */

const Holders = z
  .strictObject({
    groups: z.array(z.guid()).default([]).describe('object ids of Entra groups'),
    people: z.array(z.guid()).default([]).describe('object ids of people'),
  })
  .default({ groups: [], people: [] });

const SomeRoles = z.strictObject(Object.fromEntries(roles.map((role) => [role, Holders.optional()])));

export const Settings = z.strictObject({
  roles: z
    .strictObject({ reader: Holders, requestor: Holders, approver: Holders, owner: Holders })
    .default({ reader: noOne(), requestor: noOne(), approver: noOne(), owner: noOne() })
    .describe('Who may read, ask, approve and own. Nobody listed means nobody may.'),
  byFamily: z.record(z.string(), SomeRoles).default({}).describe('Roles somebody has for one family only.'),
  families: z.array(z.string()).optional().describe('The families that are switched on; default all.'),
  writes: z.enum(['on', 'off']).default('on').describe('off: questions and plans work, nothing can be approved.'),
  approvals: z
    .strictObject({
      channel: z.string().min(1).optional().describe('Conversation id of the channel in which approvers decide.'),
      expireAfterHours: z
        .number()
        .positive()
        .max(720)
        .default(72)
        .describe('Hours after which an undecided change expires.'),
      remindBeforeHours: z.number().min(0).default(1).describe('Hours before that at which it is reminded of.'),
    })
    .default({ expireAfterHours: 72, remindBeforeHours: 1 }),
  breakGlass: Holders.describe('Emergency accounts: cards warn when a change hits one.'),
  timezone: z
    .string()
    .default('UTC')
    .refine(isZone, 'is no IANA time zone such as Europe/Berlin')
    .describe('Zone in which times are shown.'),
});
export type Settings = z.infer<typeof Settings>;

/** The settings, or what is wrong with them, each fault with its place. */
export type ReadSettings =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: readonly string[] };

/** `families`: the ids that exist; another one is a fault, since a typing error would switch a family off unseen. */
export function parseSettings(text: string, families: readonly string[]): ReadSettings {
  let raw: unknown;
  try {
    raw = parse(text) ?? {};
  } catch (error) {
    return {
      ok: false,
      faults: [`it is no YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`],
    };
  }
  const parsed = Settings.safeParse(raw);
  if (!parsed.success)
    return {
      ok: false,
      faults: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    };
  const named = [...(parsed.data.families ?? []), ...Object.keys(parsed.data.byFamily)];
  const unknown = named.filter((id) => !families.includes(id));
  if (unknown.length > 0)
    return {
      ok: false,
      faults: unknown.map((id) => `families: there is no family «${id}»; there are ${families.join(', ')}`),
    };
  return { ok: true, settings: parsed.data };
}

export interface WatchedSettings {
  current(): Settings;
  close(): void;
}

/** Reads the file now (throws when it is wrong) and again when it changes; a wrong change is logged and not taken. */
export function watchSettings(
  file: string,
  families: readonly string[],
  log: Log,
  everyMilliseconds = 2000,
): WatchedSettings {
  const first = readSettings(file, families);
  if (!first.ok) throw new SettingsError(file, first.faults);
  let current = first.settings;
  let stamp = stampOf(file);
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
  constructor(file: string, faults: readonly string[]) {
    super(`${file} is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

function readSettings(file: string, families: readonly string[]): ReadSettings {
  try {
    return parseSettings(readFileSync(file, 'utf8'), families);
  } catch {
    return { ok: false, faults: ['it cannot be read'] };
  }
}

/** Time and size: enough to see that a file was written anew, also when it was replaced. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs}/${size}/${ino}`;
  } catch {
    return 'gone';
  }
}

function noOne(): { groups: string[]; people: string[] } {
  return { groups: [], people: [] };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
