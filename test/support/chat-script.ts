/** Reads and writes `.chat` transcripts: what people say, and everything that is then seen. */

export interface Script {
  /** Comment and header lines, kept as they are. */
  readonly head: readonly string[];
  readonly now: Date;
  readonly settings: Readonly<Record<string, string>>;
  readonly acts: readonly Act[];
}

export type Act =
  /** `ana:` speaks, `ana #it:` speaks in the channel; `(approve) "reason"` presses. */
  | { readonly kind: 'say'; readonly who: string; readonly channel: boolean; readonly text: string }
  | {
      readonly kind: 'press';
      readonly who: string;
      readonly channel: boolean;
      readonly button: string;
      readonly reason: string;
      readonly line: string;
    }
  /** `later: 2h` moves the clock. */
  | { readonly kind: 'later'; readonly milliseconds: number; readonly line: string }
  /** `portal: iOS Office baseline {"pinRequired":false}` changes the tenant behind the bot's back; `deleted` deletes. */
  | {
      readonly kind: 'portal';
      readonly policy: string;
      readonly change: Readonly<Record<string, unknown>> | 'deleted';
      readonly line: string;
    }
  /** `device: LAPTOP-001 {"isEncrypted":false}` checks in so, and is judged anew; `deleted` deletes. */
  | {
      readonly kind: 'device';
      readonly device: string;
      readonly change: Readonly<Record<string, unknown>> | 'deleted';
      readonly line: string;
    }
  /** `member: Kiosks LAPTOP-005` puts a device into a group in the portal. */
  | { readonly kind: 'member'; readonly group: string; readonly device: string; readonly line: string }
  /** `app: Lena's iPhone com.microsoft.office.excel` signs in with one more app there. */
  | { readonly kind: 'app'; readonly device: string; readonly app: string; readonly line: string }
  /** `intune: approves`, `intune: rejects "reason"`: what its own second admin does with the newest request that waits. */
  | {
      readonly kind: 'intune';
      readonly status: 'approved' | 'rejected';
      readonly because: string;
      readonly line: string;
    }
  | { readonly kind: 'note'; readonly line: string };

export function readScript(text: string): Script {
  const lines = text.split('\n');
  const headers = lines.filter((line) =>
    /^(tenant|now|roles|writes|families|permissions|rules|alerts|sandbox):/.test(line),
  );
  const settings = Object.fromEntries(
    headers.map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );
  const headLength = lines.findIndex(
    (line) => /^\w+( #\w+)?:\s/.test(line) && !headers.includes(line) && !line.startsWith('#'),
  );
  const head = lines.slice(0, headLength === -1 ? lines.length : headLength);
  const body = lines.slice(head.length);
  return { head, settings, now: new Date(settings['now'] ?? '2026-03-02T09:00:00Z'), acts: body.flatMap(readAct) };
}

function readAct(line: string): readonly Act[] {
  if (line.trim() === '' || /^\s/.test(line) || /^(bot|bot → \w+|#\w+|graph|audit):/.test(line)) return [];
  if (line.startsWith('# ')) return [{ kind: 'note', line }];
  const [, speaker = '', rest = ''] = /^([\w ]+?(?: #\w+)?):\s*(.*)$/.exec(line) ?? [];
  if (speaker === 'later') return [{ kind: 'later', milliseconds: millisecondsOf(rest), line }];
  if (speaker === 'portal') return [{ kind: 'portal', ...readChanged(rest, line) }];
  if (speaker === 'member') {
    const [group = '', device = ''] = rest.split(/\s+(?=\S+$)/);
    return [{ kind: 'member', group, device, line }];
  }
  if (speaker === 'app') {
    const [device = '', app = ''] = rest.split(/\s+(?=\S+$)/);
    return [{ kind: 'app', device, app, line }];
  }
  if (speaker === 'device') {
    const { policy: device, ...read } = readChanged(rest, line);
    return [{ kind: 'device', device, ...read }];
  }
  if (speaker === 'intune') {
    const [, verb, because = ''] = /^(approves|rejects)(?:\s+"(.*)")?$/.exec(rest) ?? [];
    return [{ kind: 'intune', status: verb === 'approves' ? 'approved' : 'rejected', because, line }];
  }
  const [who = '', channel] = speaker.split(' #');
  if (who === '') throw new Error(`not a line of a transcript: ${line}`);
  const pressed = /^\((.+?)\)(?:\s+"(.*)")?$/.exec(rest);
  if (!pressed) return [{ kind: 'say', who, channel: channel !== undefined, text: rest }];
  return [
    { kind: 'press', who, channel: channel !== undefined, button: pressed[1] ?? '', reason: pressed[2] ?? '', line },
  ];
}

function readChanged(rest: string, line: string): Omit<Extract<Act, { kind: 'portal' }>, 'kind'> {
  const [, policy = '', change = ''] = /^(.*?)\s+(deleted|\{.*\})$/.exec(rest) ?? [];
  if (policy === '') throw new Error(`needs a name and a change: ${line}`);
  return {
    policy,
    line,
    change: change === 'deleted' ? 'deleted' : (JSON.parse(change) as Record<string, unknown>),
  };
}

function millisecondsOf(text: string): number {
  const [, number = '0', unit = 'm'] = /^(\d+)\s*([smhd])$/.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(number) * (units[unit] ?? 0);
}

/** A block of output: the first line after its label, the others indented under it. */
export function block(label: string, text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const pad = ' '.repeat(8);
  return [`${`${label}:`.padEnd(7)} ${first}`, ...rest.map((line) => (line === '' ? '' : pad + line))].join('\n');
}
