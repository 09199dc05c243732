// What users, groups and their memberships have in common in the directory.
// https://learn.microsoft.com/graph/aad-advanced-queries
import type { Answer, Call } from '../call';
import { checkNames, pageOf } from '../entity-set';
import { type Filter, passes, readFilter, usesOf } from '../filter';
import { type Entity, present } from '../present';
import { invalidDirectoryRequest, unsupportedDirectoryQuery } from '../refusal';

/** What comes without `$select`. https://learn.microsoft.com/graph/api/user-list#optional-query-parameters and the resource pages */
const shownByDefault: Readonly<Record<string, readonly string[]>> = {
  user: [
    'id',
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
  ],
  group: [
    'id',
    'deletedDateTime',
    'classification',
    'createdDateTime',
    'description',
    'displayName',
    'expirationDateTime',
    'groupTypes',
    'isAssignableToRole',
    'mail',
    'mailEnabled',
    'mailNickname',
    'membershipRule',
    'membershipRuleProcessingState',
    'onPremisesSyncEnabled',
    'proxyAddresses',
    'renewedDateTime',
    'securityEnabled',
    'securityIdentifier',
    'theme',
    'uniqueName',
    'visibility',
  ],
  device: [
    'id',
    'deletedDateTime',
    'accountEnabled',
    'approximateLastSignInDateTime',
    'createdDateTime',
    'deviceId',
    'deviceOwnership',
    'displayName',
    'isCompliant',
    'isManaged',
    'manufacturer',
    'managementType',
    'model',
    'operatingSystem',
    'operatingSystemVersion',
    'profileType',
    'trustType',
  ],
};

export function directoryType(entity: Entity): 'user' | 'group' | 'device' {
  if ('userPrincipalName' in entity) return 'user';
  return 'operatingSystem' in entity ? 'device' : 'group';
}

export function isEventual(call: Call): boolean {
  return call.headers['consistencylevel']?.toLowerCase() === 'eventual';
}

export function showDirectoryObject(call: Call, entity: Entity, declared: string): Record<string, unknown> {
  const type = directoryType(entity);
  const typed = { ...entity, '@odata.type': `#microsoft.graph.${type}` };
  return present(call.model, typed, { declared, select: call.query.select ?? shownByDefault[type] });
}

/** A list of users, groups or both (`declared` is then `directoryObject`): filtered, searched, counted, paged. */
export function listDirectory(call: Call, all: readonly Entity[], declared: string): Answer {
  const { query } = call;
  if (declared !== 'directoryObject') checkNames(call, declared, query.select ?? []);
  const found = searched(call, filtered(call, all, declared));
  const ordered = inOrder(call, found);
  // Without the header `$count=true` is not heard.
  const heard = isEventual(call) ? call : { ...call, query: { ...query, count: false } };
  return pageOf(heard, ordered, { size: 100, largestTop: 999 }, (entity) =>
    showDirectoryObject(call, entity, declared),
  );
}

/** `/$count`: a number as plain text. https://learn.microsoft.com/graph/aad-advanced-queries */
export function countDirectory(call: Call, all: readonly Entity[], declared: string): Answer {
  if (!isEventual(call)) throw invalidDirectoryRequest('$count is not currently supported.');
  const found = searched(call, filtered(call, all, declared));
  return { status: 200, body: String(found.length), headers: { 'content-type': 'text/plain' } };
}

function filtered(call: Call, all: readonly Entity[], declared: string): readonly Entity[] {
  if (call.query.filter === undefined) return all;
  const filter = readFilter(call.query.filter);
  checkFilter(call, filter, declared);
  return all.filter((entity) => passes(filter, entity));
}

/** `ne`, `not`, `endswith` and ordering a filtered list need the header and `$count=true`; `contains` is not there at all. */
function checkFilter(call: Call, filter: Filter, declared: string): void {
  const properties = call.model.propertiesOf(declared);
  for (const { property, operator } of usesOf(filter)) {
    if (property !== '' && !properties.has(property.split('/')[0] ?? '')) {
      throw invalidDirectoryRequest(
        `Invalid filter clause: Could not find a property named '${property}' on type 'microsoft.graph.${declared}'.`,
      );
    }
    const advanced = ['ne', 'not', 'endswith'].includes(operator);
    if (operator === 'contains' || (advanced && !(isEventual(call) && call.query.count))) {
      throw unsupportedDirectoryQuery(
        `Unsupported or invalid query filter clause specified for property '${property}' of resource '${resourceName(declared)}'.`,
      );
    }
  }
}

/** `$search="displayName:sales" ` looks for words that begin so, in the display name and, for groups, the description. */
function searched(call: Call, all: readonly Entity[]): readonly Entity[] {
  const { search } = call.query;
  if (search === undefined) return all;
  if (!isEventual(call)) {
    throw unsupportedDirectoryQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const clauses = [...search.matchAll(/"(\w+):([^"]*)"/g)];
  if (clauses.length === 0)
    throw invalidDirectoryRequest(`Syntax error: character '"' is not valid at position 0 in '${search}'.`);
  const isEither = /\sOR\s/.test(search);
  const holds = (entity: Entity, [, property = '', text = '']: RegExpMatchArray): boolean =>
    hasWords(entity[property], text);
  return all.filter((entity) =>
    isEither ? clauses.some((clause) => holds(entity, clause)) : clauses.every((clause) => holds(entity, clause)),
  );
}

function hasWords(value: unknown, text: string): boolean {
  const words = typeof value === 'string' ? value.toLowerCase().split(/[^\p{L}\p{N}]+/u) : [];
  const wanted = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return wanted.every((part) => words.some((word) => word.startsWith(part)));
}

function inOrder(call: Call, all: readonly Entity[]): readonly Entity[] {
  const { orderby, filter, search } = call.query;
  if (orderby === undefined) return all;
  if ((filter !== undefined || search !== undefined) && !(isEventual(call) && call.query.count)) {
    throw unsupportedDirectoryQuery('Sorting not supported for current query.');
  }
  const [property = '', direction] = orderby.split(' ');
  const sign = direction === 'desc' ? -1 : 1;
  return [...all].sort((one, other) => sign * textOf(one[property]).localeCompare(textOf(other[property])));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function resourceName(declared: string): string {
  return declared.charAt(0).toUpperCase() + declared.slice(1);
}
