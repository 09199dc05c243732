import { shortName } from '../core/app';
import type { Change } from '../core/change';
import { platformTitles } from '../core/family';
import type { ChangeRequest, Reading } from '../core/request';
import { withOtherWord } from '../language/other-words';
import type { Said } from '../language/follow-up';
import type { BotPorts } from './ports';

/** What was mended in the sentence that is gone on from, as far as it still stands there and still means something. */
export function readingsLeft(ports: BotPorts, before: Change, { request, utterance }: Said): readonly Reading[] {
  const [was, is] = [meantBy(ports, before.request), meantBy(ports, request)];
  return before.readings.filter(
    ({ typed, read }) => withOtherWord(utterance, typed, typed) !== undefined && (is.has(read) || !was.has(read)),
  );
}

/** Values, platforms and apps of a request, as cards call them. */
function meantBy(ports: BotPorts, request: ChangeRequest): ReadonlySet<string> {
  const single = request.kind === 'several' ? request.requests : [request];
  return new Set(single.flatMap((one) => [...valuesOf(ports, one), ...targetsOf(ports, one)]));
}

function valuesOf(ports: BotPorts, request: ChangeRequest): readonly string[] {
  if (!('settings' in request) || !('family' in request)) return [];
  const family = ports.rules().families.get(request.family ?? '');
  return Object.entries(request.settings ?? {}).flatMap(([key, value]) => {
    const setting = family?.settings[key];
    return setting?.kind === 'choice' ? (setting.values[String(value)]?.say ?? []) : [];
  });
}

function targetsOf({ apps }: BotPorts, request: ChangeRequest): readonly string[] {
  const ids = 'apps' in request ? (request.apps ?? []) : [];
  const platforms = 'platforms' in request ? (request.platforms ?? []) : [];
  const named = apps.filter(({ id }) => ids.includes(id)).map(shortName);
  return [...named, ...platforms.map((one) => platformTitles[one])];
}
