import { appendFileSync, chmodSync } from 'node:fs';

/** One call as it is written down. Status 0: no answer came. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly status: number;
}

export type Recorder = (call: Recorded) => void;

/** Appends one JSON line for each call to a file that only its owner reads. Never a token; secret settings as ***. */
export function recordTo(file: string): Recorder {
  appendFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600); // it may have been there, readable for others
  return ({ method, url, body, status }) => {
    appendFileSync(file, `${JSON.stringify({ method, url, body: masked(body), status })}\n`);
  };
}

const secretName = /secret|password|passcode|passphrase|token|credential|private_?key|onboarding_?blob|certificate$/i;

/** Where the name of a setting stands in one property and its value in another. */
const nameKeys = ['name', 'key', 'appConfigKey', 'settingDefinitionId', '@odata.type'] as const;

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const entity = value as Readonly<Record<string, unknown>>; // the two lines above leave objects only
  const named = nameKeys.some((key) => secretName.test(textOf(entity[key])));
  return Object.fromEntries(
    Object.entries(entity).map(([key, one]) => {
      const hides = secretName.test(key) || (named && /value$/i.test(key));
      return [key, hides && typeof one === 'string' ? '***' : masked(one)];
    }),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
