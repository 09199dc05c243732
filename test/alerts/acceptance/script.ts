import { parse } from 'yaml';
import type { SilenceMatch } from '../../../src/core/alert';

/** The acceptance language: what happens when, what people must be told and when, and that they are told nothing else. */
export interface Script {
  readonly settings: string;
  readonly devices: number;
  readonly events: readonly Event[];
  readonly wants: readonly Want[];
  /** How long it is watched, in seconds. */
  readonly until: number;
  /** More redrawings than this are too many; redrawing is silent, but costs Teams' budget. */
  readonly mostRedraws: number;
}

export interface Event {
  readonly at: number;
  readonly what: What;
}

export type What =
  | { readonly kind: 'devices'; readonly from: number; readonly to: number; readonly become: Condition }
  | { readonly kind: 'throttle' | 'graphFails' | 'missing'; readonly seconds: number }
  | { readonly kind: 'connector'; readonly state: string }
  | { readonly kind: 'flag'; readonly user: number; readonly flagged: boolean }
  | { readonly kind: 'loseAnswer' | 'deleteChannel' | 'restoreChannel' | 'deleteCard' }
  | { readonly kind: 'start' | 'die'; readonly instance: string }
  | { readonly kind: 'applied'; readonly policy: string }
  | { readonly kind: 'silence'; readonly matches: SilenceMatch; readonly seconds: number }
  | { readonly kind: 'unsilence'; readonly silence: number }
  | { readonly kind: 'jump'; readonly seconds: number };

export const conditions = [
  'fail',
  'fail with no level',
  'fail Kiosk',
  'recover',
  'comply',
  'vanish',
  'enter grace',
  'conflict',
  'err',
  'check in',
  'report threat high',
] as const;
export type Condition = (typeof conditions)[number];

export interface Want {
  readonly line: string;
  /** A card or a redrawing is known by how many devices it counts, a message in the thread by its words. */
  readonly what:
    | { readonly kind: 'card' | 'redraw'; readonly devices: number }
    | { readonly kind: 'card' | 'reply' | 'owner' | 'person'; readonly words: string };
  readonly from: number;
  readonly until: number;
  /** Teams' answer was lost, and nobody can say whether it arrived: this one may be missing. */
  readonly maybe: boolean;
}

export function readScript(text: string): Script {
  const lines = text.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const value = (name: string) =>
    said
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const rest = said.filter((line) => !/^[a-z]+:/.test(line));
  if (rest.at(-1) !== 'want     nothing else') throw new Error('a script ends with «want     nothing else»');
  const events = rest.filter((line) => line.startsWith('at ')).flatMap(readEvents);
  const most = rest.flatMap((line) => /^want +at most (\d+) redraws$/.exec(line)?.[1] ?? []);
  const until = rest.flatMap((line) => /^until +(\S+)$/.exec(line)?.[1] ?? []);
  const wants = rest.filter((line) => /^(want|maybe) +(card|redraw|reply|owner|person) /.test(line)).map(readWant);
  const read = events.length + wants.length + most.length + until.length + 1;
  const lefts = rest.filter((line) => !/^(at |want |maybe |until )/.test(line));
  if (lefts.length > 0) throw new Error(`not understood: ${lefts.join(' / ')}`);
  if (until[0] === undefined || read === 0) throw new Error('a script says «until» when it is watched');
  const settings: unknown = parse(value('settings') ?? '{}');
  return {
    settings: JSON.stringify(settings),
    devices: Number(value('devices') ?? 10),
    events: [...events].sort((a, b) => a.at - b.at),
    wants,
    until: seconds(until[0]),
    mostRedraws: most[0] === undefined ? Infinity : Number(most[0]),
  };
}

function readEvents(line: string): readonly Event[] {
  const [, when = '', what = ''] = /^at (\S+) +(.+)$/.exec(line) ?? [];
  const at = seconds(when);
  const flaps = /^device (\d+) flaps every (\S+) for (\S+)$/.exec(what);
  if (flaps) return flapping(at, Number(flaps[1]), seconds(flaps[2] ?? ''), seconds(flaps[3] ?? ''));
  return [{ at, what: readWhat(what) }];
}

function readWhat(what: string): What {
  const [one, two] = (/\b(\d+)(?:-(\d+))?\b/.exec(what) ?? []).slice(1).map(Number);
  const length = seconds(/ (?:for|by) (\S+)$/.exec(what)?.[1] ?? '0s');
  const devices = /^devices? \d+(?:-\d+)? (.+)$/.exec(what)?.[1];
  const become = conditions.find((condition) => devices === condition || devices === singular(condition));
  if (become) return { kind: 'devices', from: one ?? 0, to: two || (one ?? 0), become };
  const instance = /^instance (\w+) (starts|dies)$/.exec(what);
  if (instance) return { kind: instance[2] === 'starts' ? 'start' : 'die', instance: instance[1] ?? '' };
  if (what.startsWith('Teams throttles for')) return { kind: 'throttle', seconds: length };
  if (what.startsWith('Graph fails for')) return { kind: 'graphFails', seconds: length };
  if (what === 'the connector stops answering') return { kind: 'connector', state: 'unresponsive' };
  if (what === 'the connector answers again') return { kind: 'connector', state: 'enabled' };
  const flag = /^user (\d+) is (not )?flagged$/.exec(what);
  if (flag) return { kind: 'flag', user: Number(flag[1]), flagged: flag[2] === undefined };
  const applied = /^a change of policy (.+) is applied$/.exec(what)?.[1];
  if (applied !== undefined) return { kind: 'applied', policy: applied };
  if (what === 'Teams loses an answer') return { kind: 'loseAnswer' };
  if (what === 'the channel is deleted') return { kind: 'deleteChannel' };
  if (what === 'the channel is restored') return { kind: 'restoreChannel' };
  if (what === 'the card is deleted') return { kind: 'deleteCard' };
  if (what.startsWith('Teams does not know the channel for')) return { kind: 'missing', seconds: length };
  const silenced = /^(?:device (\d+)|policy (.+)) is silenced for/.exec(what);
  if (silenced) return { kind: 'silence', matches: matchesOf(silenced[1] ?? '', silenced[2]), seconds: length };
  if (/^silence \d+ ends$/.test(what)) return { kind: 'unsilence', silence: one ?? 0 };
  if (what.startsWith('the clock is set forward by')) return { kind: 'jump', seconds: length };
  if (what.startsWith('the clock is set back by')) return { kind: 'jump', seconds: -length };
  throw new Error(`not understood: ${what}`);
}

function matchesOf(device: string, policy: string | undefined): SilenceMatch {
  return policy === undefined ? { device: `DEVICE-${device}` } : { policy };
}

const singular = (condition: Condition) =>
  condition.replace(/^\w+/, (verb) =>
    verb.endsWith('sh') ? `${verb}es` : verb === 'comply' ? 'complies' : `${verb}s`,
  );

function flapping(at: number, device: number, every: number, length: number): readonly Event[] {
  return Array.from({ length: Math.floor(length / every) }, (_, i) => ({
    at: at + i * every,
    what: { kind: 'devices', from: device, to: device, become: i % 2 === 0 ? 'fail' : 'recover' } as const,
  }));
}

function readWant(line: string): Want {
  const [, word, what = '', from = '', until = ''] = /^(want|maybe) +(.+) between (\S+) and (\S+)$/.exec(line) ?? [];
  const window = { line, from: seconds(from), until: seconds(until), maybe: word === 'maybe' };
  const card = /^(card|redraw) of (\d+)$/.exec(what);
  if (card) return { ...window, what: { kind: card[1] === 'card' ? 'card' : 'redraw', devices: Number(card[2]) } };
  const [, who, words] = /^(card|reply|owner|person)(?: hears)? «(.+)»$/.exec(what) ?? [];
  if (words === undefined) throw new Error(`not understood: ${line}`);
  return { ...window, what: { kind: who as 'card' | 'reply' | 'owner' | 'person', words } }; // the pattern allows no other
}

/** «90s», «1h30m», «2d». */
function seconds(text: string): number {
  if (!/^(\d+[dhms])+$/.test(text)) throw new Error(`no length of time: ${text}`);
  const units = { d: 86_400, h: 3600, m: 60, s: 1 } as const;
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[unit as keyof typeof units], // the pattern allows no other
    0,
  );
}
