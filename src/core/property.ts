import { canonical } from './snapshot';

/** What no setting of a family stands for, in people's words. Pure. */

export function titleOfProperty(at: string): string {
  return titles[at] ?? at.replace(/^(?:customSettings|settings)\//, '');
}

const titles: Readonly<Record<string, string>> = {
  displayName: 'Name',
  name: 'Name',
  description: 'Description',
  roleScopeTagIds: 'Scope tags',
};

/** As Graph has it; of what is very long its beginning, and how long it is; of what is called like a secret nothing. */
export function sayProperty(at: string, value: unknown): string {
  if (isUnset(value)) return 'not set';
  if (secretName.test(at)) return '***';
  const text = typeof value === 'string' ? value : canonical(value);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

const longest = 300;
const secretName = /secret|password|passcode|passphrase|token|credential|private_?key/i;

export function isSameProperty(a: unknown, b: unknown): boolean {
  return (isUnset(a) && isUnset(b)) || canonical(a) === canonical(b);
}

/** Graph says so in several ways. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
