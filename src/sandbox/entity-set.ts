import type { Answer, Call, Permission, Route, Version } from './call';
import { passes, readFilter } from './filter';
import { judge, namedType } from './judge';
import { type Entity, present, type View } from './present';
import type { Expansion } from './query';
import { badRequest, notFound, type Service } from './refusal';
import { type Collection, instant, nextRevision, type Properties, type Tenant } from './tenant';

/** A Graph collection, described. Everything OData does alike for all collections is done from this. */
export interface EntitySet {
  readonly path: string;
  readonly service: Service;
  readonly versions?: readonly Version[];
  readonly entities: (tenant: Tenant) => Collection;
  /** The type the collection declares. */
  readonly type: string;
  readonly read: Permission;
  readonly write?: Permission;
  /** Contained collections, by name: read with `$expand`, and at `/{id}/<name>` unless `onlyExpanded`. */
  readonly contained?: Readonly<Record<string, { readonly type: string; readonly onlyExpanded?: boolean }>>;
  /** Properties that come only when asked for with `$select`. */
  readonly onRequest?: ReadonlySet<string>;
  /** What a body may set; the rest of the type is the service's own and silently left alone. */
  readonly ownedByService?: readonly string[];
  /** Completes a new entity; may refuse it. */
  readonly create?: (sent: Properties & { readonly '@odata.type': string }, call: Call) => Entity;
  /** Looks at an update before it is made; may refuse it, may add to it. */
  readonly update?: (before: Entity, sent: Properties, call: Call) => Properties;
  readonly patchAnswers?: 200 | 204;
  readonly canBeDeleted?: boolean;
  /** Entities in a page when the caller does not say. */
  readonly pageSize?: (call: Call) => number;
  /** The largest `$top`; 0 where `$top` is not heard. */
  readonly largestTop?: number;
}

/** The routes every collection has: list, one, its contained collections, and the writes it allows. */
export function routesOf(set: EntitySet): readonly Route[] {
  const { path, read, write } = set;
  const versions = set.versions ? { versions: set.versions } : {};
  const one = `${path}/{id}`;
  return [
    { method: 'GET', path, permission: read, ...versions, answer: (call) => list(set, call) },
    { method: 'GET', path: one, permission: read, ...versions, answer: (call) => readOne(set, call) },
    ...Object.entries(set.contained ?? {})
      .filter(([, { onlyExpanded }]) => !onlyExpanded)
      .map(([name, { type }]): Route => ({
        method: 'GET',
        path: `${one}/${name}`,
        permission: read,
        ...versions,
        answer: (call) => listContained(set, name, type, call),
      })),
    ...(write && set.create
      ? [{ method: 'POST', path, permission: write, ...versions, answer: (call: Call) => create(set, call) } as const]
      : []),
    ...(write && set.update
      ? [
          {
            method: 'PATCH',
            path: one,
            permission: write,
            ...versions,
            answer: (call: Call) => update(set, call),
          } as const,
        ]
      : []),
    ...(write && set.canBeDeleted
      ? [
          {
            method: 'DELETE',
            path: one,
            permission: write,
            ...versions,
            answer: (call: Call) => remove(set, call),
          } as const,
        ]
      : []),
  ];
}

/** The entity a call's `{id}` names; refuses when there is none, or none in this version. */
export function entityOf(set: EntitySet, call: Call): Entity {
  const id = call.values['id'] ?? '';
  const entity = set.entities(call.tenant).get(id);
  if (!entity || !isIn(call, entity)) throw notFound(set.service, id);
  return entity;
}

/** Replaces the entity, moving its revision on. */
export function store(set: EntitySet, call: Call, before: Entity, changed: Properties): Entity {
  const after: Entity = { ...before, ...changed, ...nextRevision(before, call.tenant.guid, call.now), id: before.id };
  set.entities(call.tenant).set(before.id, after);
  return after;
}

/** What a new entity of an Intune collection begins with. */
export function born(call: Call, id: string): Properties & { readonly id: string } {
  return { id, createdDateTime: instant(call.now), lastModifiedDateTime: instant(call.now), roleScopeTagIds: ['0'] };
}

/** How many entities stand in a page, and the largest `$top` (0 where `$top` is not heard). */
export interface Paging {
  readonly size: number;
  readonly largestTop: number;
  /** The collection gives a count unasked, and it is that of the page. */
  readonly countsPages?: boolean;
}

/** One page of entities, as the view shows them. */
export function listOf(call: Call, all: readonly Entity[], view: View, paging: Paging): Answer {
  checkNames(call, view.declared, call.query.select ?? []);
  return pageOf(call, all, paging, (entity) => present(call.model, entity, view));
}

/** One page of whatever `show` makes of the entities. */
export function pageOf(call: Call, all: readonly Entity[], paging: Paging, show: (entity: Entity) => unknown): Answer {
  const { query } = call;
  const top = paging.largestTop > 0 ? query.top : undefined;
  if (top !== undefined && (top < 1 || top > paging.largestTop)) {
    throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${paging.largestTop} inclusive.`);
  }
  const start = query.skipToken === undefined ? (query.skip ?? 0) : readToken(query.skipToken);
  const end = start + (top ?? paging.size);
  return {
    status: 200,
    body: {
      '@odata.context': context(call),
      ...countOf(call, all.length, paging, Math.max(0, Math.min(end, all.length) - start)),
      ...(end < all.length ? { '@odata.nextLink': nextLink(call, end) } : {}),
      value: all.slice(start, end).map(show),
    },
  };
}

function countOf(call: Call, all: number, { countsPages }: Paging, inPage: number): Properties {
  if (countsPages) return { '@odata.count': inPage };
  return call.query.count ? { '@odata.count': all } : {};
}

export function viewOf(set: EntitySet, call: Call): View {
  const { expand, select } = call.query;
  for (const expansion of expand) checkExpansion(set, call, expansion);
  return { declared: set.type, select, expand, ...(set.onRequest ? { onRequest: set.onRequest } : {}) };
}

/** Refuses properties this version does not have. https://learn.microsoft.com/graph/query-parameters#select-parameter */
export function checkNames(call: Call, declared: string, names: readonly string[]): void {
  const properties = call.model.propertiesOf(declared);
  const unknown = names.find((name) => !properties.has(name.split('/')[0] ?? '') && name !== '*');
  if (unknown !== undefined) {
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${declared}'.`,
    );
  }
}

/** Where the answer stands in the metadata: path, what was selected, what was expanded. */
export function context(call: Call, suffix = '', path = call.path.split('?')[0] ?? ''): string {
  const { select = [], expand } = call.query;
  const parts = [...select, ...expand.map(({ name }) => `${name}()`)];
  return `${call.root}/$metadata#${path.slice(1)}${parts.length > 0 ? `(${parts.join(',')})` : ''}${suffix}`;
}

function list(set: EntitySet, call: Call): Answer {
  const view = viewOf(set, call);
  const all = [...set.entities(call.tenant).values()].filter((entity) => isIn(call, entity));
  const filter = call.query.filter === undefined ? undefined : readFilter(call.query.filter);
  const chosen = filter ? all.filter((entity) => passes(filter, entity)) : all;
  return listOf(call, chosen, view, { size: set.pageSize?.(call) ?? 1000, largestTop: set.largestTop ?? 1000 });
}

function readOne(set: EntitySet, call: Call): Answer {
  const view = viewOf(set, call);
  const entity = entityOf(set, call);
  checkNames(call, set.type, call.query.select ?? []);
  return { status: 200, body: { '@odata.context': oneContext(set, call), ...present(call.model, entity, view) } };
}

function listContained(set: EntitySet, name: string, type: string, call: Call): Answer {
  const contained = entityOf(set, call)[name];
  // Contained collections are made by the sandbox itself, always of entities.
  const all = (Array.isArray(contained) ? contained : []) as readonly Entity[];
  return listOf(call, all, { declared: type, select: call.query.select }, { size: 1000, largestTop: 1000 });
}

function create(set: EntitySet, call: Call): Answer {
  const type = judge(call.model, set.type, call.body, { navigations: Object.keys(set.contained ?? {}) });
  const sent = withoutServiceProperties(set, call.body);
  const entity = set.create?.({ ...sent, '@odata.type': `#microsoft.graph.${type}` }, call);
  if (!entity) throw badRequest('This collection takes no new entities.');
  set.entities(call.tenant).set(entity.id, entity);
  return {
    status: 201,
    body: { '@odata.context': context(call, '/$entity'), ...present(call.model, entity, { declared: set.type }) },
  };
}

function update(set: EntitySet, call: Call): Answer {
  const before = entityOf(set, call);
  const assumed = namedType(before) ?? set.type;
  const type = judge(call.model, set.type, call.body, call.model.isAbstract(set.type) ? {} : { assumed });
  if (type !== assumed) {
    throw badRequest(`The type '${type}' of the payload is not the type '${assumed}' of the entity.`);
  }
  const sent = withoutServiceProperties(set, call.body);
  const changed = set.update?.(before, sent, call) ?? sent;
  const after = store(set, call, before, changed);
  if (set.patchAnswers === 204) return { status: 204 };
  return {
    status: 200,
    body: { '@odata.context': oneContext(set, call), ...present(call.model, after, { declared: set.type }) },
  };
}

function remove(set: EntitySet, call: Call): Answer {
  set.entities(call.tenant).delete(entityOf(set, call).id);
  return { status: 204 };
}

/** A type that this version does not know is not in its collections. */
function isIn({ model }: Call, entity: Entity): boolean {
  const type = namedType(entity);
  return type === undefined || model.hasType(type);
}

function oneContext(set: EntitySet, call: Call): string {
  return context(call, '/$entity', set.path);
}

function checkExpansion(set: EntitySet, call: Call, { name }: Expansion): void {
  if (set.contained?.[name] && call.model.propertiesOf(set.type).has(name)) return;
  throw badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${set.type}'.`,
  );
}

/** Annotations, and what only the service sets, are left out; Intune ignores them in a body. CIPP-API Set-CIPPIntunePolicy.ps1 strips them all the same. */
function withoutServiceProperties(set: EntitySet, body: unknown): Properties {
  const own = ['id', 'createdDateTime', 'lastModifiedDateTime', 'version', ...(set.ownedByService ?? [])];
  return Object.fromEntries(
    Object.entries(body as object).filter(([name]) => !name.includes('@odata.') && !own.includes(name)),
  );
}

function nextLink(call: Call, start: number): string {
  const parameters = new URLSearchParams(call.query.sent);
  for (const name of [...parameters.keys()]) if (/^\$(skiptoken|skip)$/i.test(name)) parameters.delete(name);
  parameters.set('$skiptoken', Buffer.from(`start=${start}`).toString('base64url'));
  const [path = ''] = call.path.split('?');
  return `${call.root}${path}?${parameters.toString().replaceAll('%24', '$')}`;
}

function readToken(token: string): number {
  const found = /^start=(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (!found) throw badRequest('Skip token is invalid.');
  return Number(found[1]);
}
