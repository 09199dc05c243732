import type { ChangeRequest, Parsed, Reading } from '../core/request';
import { ChangeRequest as Asks } from '../core/request';
import { together } from '../core/together';

/** The one change a sentence asks for; undefined when it asks for several things, for none, or leaves something open. */
export function changeAsked({
  requests,
  question,
  readings,
}: Parsed): { readonly request: ChangeRequest; readonly readings: readonly Reading[] } | undefined {
  const [one, ...more] = together(requests);
  const request = Asks.safeParse(one);
  return request.success && more.length === 0 && !question ? { request: request.data, readings } : undefined;
}
