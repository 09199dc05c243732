import type { Script, Want } from './script';
import type { Told } from './stage';

/** What was missing and what was too much, each with what was told instead; nothing when all is as wanted. */
export function faultsOf(script: Script, told: readonly Told[]): readonly string[] {
  const left = [...told];
  const missing: string[] = [];
  for (const want of script.wants) {
    const found = left.findIndex((one) => fits(want, one));
    if (found >= 0) left.splice(found, 1);
    else if (!want.maybe) missing.push(`missing: ${want.line}`);
  }
  const extra = left.filter(({ kind }) => kind !== 'redraw').map((one) => `too much: ${say(one)}`);
  const redraws = told.filter(({ kind }) => kind === 'redraw').length;
  const often = redraws > script.mostRedraws ? [`drawn ${redraws} times, which is too often`] : [];
  const faults = [...missing, ...extra, ...often];
  return faults.length === 0 ? [] : [...faults, ...told.map((one) => `told: ${say(one)}`)];
}

function fits({ what, from, until }: Want, { at, kind, text }: Told): boolean {
  if (kind !== what.kind || at < from || at > until) return false;
  return 'words' in what ? text.includes(what.words) : devicesOn(text) === what.devices;
}

/** How many devices a card counts as firing. */
function devicesOn(text: string): number {
  const [title = ''] = text.split('\n');
  return title.includes('all well again') ? 0 : Number(/([\d,]+) devices? /.exec(title)?.[1]?.replaceAll(',', ''));
}

function say({ at, kind, text }: Told): string {
  return `${at}s ${kind}: ${text.split('\n')[0] ?? ''}`;
}
