/** One text for one meaning: keys in order, lists of strings as sets, names without regard to case. */
export function canonical(value, key = '') {
  if (Array.isArray(value)) {
    const items = value.map((one) => canonical(one, key));
    const isSet = value.every((one) => typeof one === 'string');
    return `[${(isSet ? [...new Set(items)].sort() : items).join()}]`;
  }
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value).sort();
    return `{${keys.map((one) => `${one}:${canonical(value[one], one)}`).join()}}`;
  }
  return JSON.stringify(typeof value === 'string' && names.has(key) ? value.toLowerCase() : value);
}

const names = new Set(['policy', 'name', 'group', 'groups', 'excludeGroups', 'users', 'device', 'devices']);

/** The change requests of a reading; a reason is a remark, not a part of the change. */
export function changesOf(requests) {
  return requests.filter(({ kind }) => changes.has(kind)).map(({ justification: _remark, ...change }) => change);
}

const changes = new Set(
  'set create assign unassign addApps removeApps delete createGroup wipeAppData syncDevice revert'.split(' '),
);
