import { appendFileSync, closeSync, openSync } from 'node:fs';

/** One JSON line for each Graph call, for checks against Microsoft's metadata. Never a token; secret settings as ***. */
export interface Recorder {
  (call: { readonly method: string; readonly url: string; readonly body: unknown; readonly status: number }): void;
}

export function recordTo(file: string): Recorder {
  closeSync(openSync(file, 'a', 0o600));
  return (call) => appendFileSync(file, `${JSON.stringify({ ...call, body: masked(call.body) })}\n`, { mode: 0o600 });
}

const secretName = /secret|password|passcode|token|onboardingBlob|encodedSetting/i;

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      secretName.test(key) && typeof one === 'string' ? '***' : masked(one),
    ]),
  );
}
