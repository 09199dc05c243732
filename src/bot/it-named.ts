import type { QueryRequest } from '../core/request';
import type { Change } from '../core/change';
import type { Families } from '../core/family';
import type { Reader } from '../language/parse';
import type { ActShown } from './on-from-act';
import type { AnswerShown } from './on-from-answer';

/** A thing that was shown or changed last, as a sentence names it. */
export interface Thing {
  readonly noun: 'policy' | 'device' | 'group' | 'person';
  readonly name: string;
}

/** «sync it», «assign that policy to Sales»: the text with the name of what was shown last; undefined where it does not read. */
export function withItNamed(reader: Reader, thing: Thing, text: string): string | undefined {
  const said = (thing.noun === 'person' ? ofPerson : pronoun).exec(text);
  const noun = said?.groups?.['noun']?.toLowerCase();
  if (!said || (noun !== undefined && noun !== thing.noun)) return undefined;
  const named = `${text.slice(0, said.index)}${sayThing(thing)}${text.slice(said.index + said[0].length)}`;
  const { requests, question } = reader.parse(named);
  const isAboutIt = requests.length === 1 && JSON.stringify(requests).includes(JSON.stringify(thing.name));
  return isAboutIt && !question ? named : undefined;
}

const pronoun =
  /(?<![\p{L}\p{N}"'’])(?:(?:this|that|the same) (?<noun>policy|device|group)|it|that one|this one|that|this)(?![\p{L}\p{N}"'’])/iu;

/** «wipe her data», «send him the guide»: of whom the answer before was. */
const ofPerson =
  /(?<![\p{L}\p{N}"'’])(?:her|his|him|their|them|she|he|(?:this|that|the same) (?:person|user))(?![\p{L}\p{N}"'’])/iu;

function sayThing({ noun, name }: Thing): string {
  if (noun === 'person') return `user "${name}"`;
  return noun === 'group' ? `the "${name}" group` : `${noun} "${name}"`;
}

/** The device that was asked to check in or is kept quiet; the person who was sent a guide. */
export function thingOfAct({ request }: ActShown): Thing | undefined {
  return ('device' in request ? nameable('device', request.device) : undefined) ?? thePerson(request);
}

export function thingOfAnswer({ request }: AnswerShown): Thing | undefined {
  return thingOfQuery(request);
}

function thingOfQuery(request: QueryRequest): Thing | undefined {
  switch (request.kind) {
    case 'showPolicy':
    case 'policyStatus':
    case 'audit':
      return nameable('policy', request.policy);
    case 'showDevice':
    case 'explainDevice':
      return nameable('device', request.device);
    case 'showGroup':
      return nameable('group', request.group);
    case 'listDevices':
      return thePerson(request);
    default:
      return undefined;
  }
}

/** The one policy a change is about, where it is there and has a name; or the group it makes. */
export function thingOfChange(families: Families, { plan, request, status }: Change): Thing | undefined {
  if (request.kind === 'createGroup') return nameable('group', request.group);
  const [name, ...others] = [...new Set(plan.parts.map(({ target }) => target.name))];
  const isThere = plan.parts.every(
    ({ act, family }) => families.get(family)?.nameAt !== null && (act !== 'create' || status.kind === 'applied'),
  );
  return isThere && request.kind !== 'wipeAppData' && others.length === 0 ? nameable('policy', name) : undefined;
}

function thePerson(
  request: { readonly users?: readonly string[] | undefined } | { readonly kind: string },
): Thing | undefined {
  const [one, ...others] = 'users' in request ? (request.users ?? []) : [];
  return others.length === 0 ? nameable('person', one) : undefined;
}

function nameable(noun: Thing['noun'], name: string | undefined): Thing | undefined {
  return name === undefined || /["“”«»\n]/.test(name) ? undefined : { noun, name };
}
