import { isChange } from '../core/kinds';
import type { Request, WhatIfRequest } from '../core/request';
import type { Read, Sentence } from './sentence';
import { joinRequests } from './settings/request';

/** «what if …», «dry run: …»: the token at which the change begins; undefined when nothing of the kind is said. */
export function whatIfStart({ line }: Sentence): number | undefined {
  for (let i = 0, match = line.at(0); match; i = match.to, match = line.at(i)) {
    const m = match.meaning;
    if (m.word === 'what if') return skipLead(line, match.to);
    if (!m.noise && m.word !== ',' && m.word !== ':' && m.word !== 'i') return undefined;
  }
  return undefined;
}

function skipLead(line: Sentence['line'], from: number): number {
  let i = from;
  for (let match = line.at(i); match; match = line.at(i)) {
    if (!match.meaning.noise && !leads.has(match.meaning.word ?? '')) break;
    i = match.to;
  }
  return i;
}

const leads = new Set([':', '-', ',', 'of', 'i', 'we', 'you', 'if', 'for']);

/** The changes as one question; undefined when something in it is no change. */
export function whatIf(reads: readonly Read[]): Read | undefined {
  const requests = joinRequests(reads.flatMap((read) => read.requests));
  if (requests.length === 0 || !requests.every(isChangeOrSync)) return undefined;
  return {
    requests: [{ kind: 'whatIf', requests: [...requests] }],
    question: reads.find(({ question }) => question)?.question ?? null,
    reader: 'whatIf',
    items: reads.flatMap(({ items }) => items),
  };
}

/** What can be tried without doing it. */
export function isChangeOrSync(request: Request): request is WhatIfRequest['requests'][number] {
  return isChange(request) || request.kind === 'syncDevice';
}
