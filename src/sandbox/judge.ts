import { durations, flagsEnums, fractions } from './facts';
import type { Model, Property } from './model';
import { badRequest, invalidModel } from './refusal';

/** What a body may hold beside the plain properties of its type. */
export interface Allowance {
  /** Navigation properties that may be sent along, at any depth (`apps` on create). */
  readonly navigations?: readonly string[];
  /** The type to assume when the body names none; otherwise the declared type. */
  readonly assumed?: string;
}

/**
 * Refuses a body that is not what Microsoft's types of this version say. Returns its type.
 * The wording of the refusals is OData's, as Intune passes it on (`ModelValidationFailure`).
 */
export function judge(model: Model, declared: string, body: unknown, allowance: Allowance = {}): string {
  if (!isObject(body)) {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  const type = typeOf(model, allowance.assumed ?? declared, declared, body);
  const properties = model.propertiesOf(type);
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@odata.')) continue;
    const property = properties.get(name);
    if (!property) throw unknownProperty(name, type);
    if (model.isNavigation(property) && !allowance.navigations?.includes(name)) {
      throw badRequest(`Property ${name} in payload has a value that does not match schema.`);
    }
    judgeValue(model, property, value, allowance.navigations);
  }
  return type;
}

/** The same refusals for one value: a property of an entity or a parameter of an action. */
export function judgeValue(
  model: Model,
  property: Property,
  value: unknown,
  navigations: readonly string[] = [],
): void {
  if (value === null) {
    if (!property.nullable) throw nullRefused(property);
    return;
  }
  if (!property.collection) {
    judgeOne(model, property, value, navigations);
    return;
  }
  if (!Array.isArray(value)) {
    throw invalidModel(
      `When trying to read the value of property '${property.name}', a node other than 'StartArray' was found; a collection was expected.`,
    );
  }
  for (const item of value) judgeOne(model, property, item, navigations);
}

/** The type a body names in `@odata.type`, without its `#microsoft.graph.`. */
export function namedType(body: Readonly<Record<string, unknown>>): string | undefined {
  const named = body['@odata.type'];
  return typeof named === 'string' ? named.replace(/^#?microsoft\.graph\./, '') : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(model: Model, assumed: string, declared: string, body: Readonly<Record<string, unknown>>): string {
  const named = namedType(body);
  if (body['@odata.type'] !== undefined && (named === undefined || !model.hasType(named))) {
    throw invalidModel(
      `A type named '${serviceType(named ?? '')}' could not be resolved by the model. When a model is available, each type name must resolve to a valid type.`,
    );
  }
  const type = named ?? assumed;
  if (!model.derivesFrom(type, declared)) {
    throw invalidModel(
      `An entry with type '${serviceType(type)}' was found, but it is not assignable to the expected type '${serviceType(declared)}'. The type specified in the entry must be equal to either the expected type or a derived type.`,
    );
  }
  if (model.isAbstract(type)) throw badRequest('Cannot create an abstract class.');
  return type;
}

function judgeOne(model: Model, property: Property, value: unknown, navigations: readonly string[]): void {
  const { name, type } = property;
  const members = model.membersOf(type);
  if (members) {
    judgeMember(type, members, value);
  } else if (type === 'string') {
    judgeText(name, value);
  } else if (type === 'number') {
    if (typeof value !== 'number') throw cannotConvert(value, 'Edm.Int32');
    if (!Number.isInteger(value) && !fractions.has(name)) throw cannotConvert(value, 'Edm.Int32');
  } else if (type === 'boolean') {
    if (typeof value !== 'boolean') throw cannotConvert(value, 'Edm.Boolean');
  } else if (model.hasType(type)) {
    judge(model, type, value, { navigations });
  }
}

function judgeMember(type: string, members: readonly string[], value: unknown): void {
  if (typeof value !== 'string') throw cannotConvert(value, serviceType(type));
  const said = flagsEnums.has(type) ? value.split(',').map((member) => member.trim()) : [value];
  const wrong = said.find((member) => !members.includes(member) || member === 'unknownFutureValue');
  if (wrong !== undefined) throw badRequest(`Requested value '${wrong}' was not found.`);
}

function judgeText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw cannotConvert(value, 'Edm.String');
  if (durations.has(name) && !isDuration(value)) throw cannotConvert(value, 'Edm.Duration');
  if (name.endsWith('DateTime') && Number.isNaN(Date.parse(value))) throw cannotConvert(value, 'Edm.DateTimeOffset');
}

function isDuration(text: string): boolean {
  return /^-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/.test(text);
}

function unknownProperty(name: string, type: string): Error {
  return invalidModel(
    `The property '${name}' does not exist on type '${serviceType(type)}'. Make sure to only use property names that are defined by the type.`,
  );
}

function nullRefused({ name, type }: Property): Error {
  const edm = { string: 'Edm.String', number: 'Edm.Int32', boolean: 'Edm.Boolean' }[type] ?? serviceType(type);
  const expected = `${edm}[Nullable=False]`;
  return invalidModel(
    `A null value was found for the property named '${name}', which has the expected type '${expected}'. The expected type '${expected}' does not allow null values.`,
  );
}

function cannotConvert(value: unknown, expected: string): Error {
  const literal = isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
  return invalidModel(`Cannot convert the literal '${literal}' to the expected type '${expected}'.`);
}

/** Intune's own name of a type, as its messages say it. */
function serviceType(type: string): string {
  return `microsoft.management.services.api.${type}`;
}
