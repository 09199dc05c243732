import type { Place, Value } from '../setting';
import { graceHours } from './scheduled-actions';

/** Values that are properties of the entity, one by one (app protection, connector, compliance). */

export function readProperty(entity: Readonly<Record<string, unknown>>, place: Place): Value {
  const value = plainProperty(entity, place);
  if (!place.along) return value;
  // A level beside a switch that is off is no level.
  const [is, told] = [entity[place.along.at], place.along.wire.find(([ours]) => ours === value)?.[1]];
  const others = place.along.wire.filter(([, wire]) => wire === is);
  const [only] = others;
  return is === undefined || is === told || !only || others.length > 1 ? value : only[0];
}

function plainProperty(entity: Readonly<Record<string, unknown>>, place: Place): Value {
  if (place.action !== undefined) return graceHours(entity, place.action);
  const raw = entity[place.at];
  const mapped = place.wire?.find(([, wire]) => wire === raw);
  if (mapped) return mapped[0];
  if (Array.isArray(raw)) return raw.map(String);
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? raw : null;
}

/** The body that writes these values and nothing else; of several wire forms of a value the first is written. */
export function writeProperties(
  values: readonly { readonly place: Place; readonly value: Value }[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    values.flatMap(({ place, value }): (readonly [string, unknown])[] => {
      if (place.action !== undefined) return [];
      const mapped = place.wire?.find(([ours]) => ours === value);
      const along = place.along?.wire.find(([ours]) => ours === value);
      return [
        [place.at, mapped ? mapped[1] : value],
        ...(place.along && along ? [[place.along.at, along[1]] as const] : []),
      ];
    }),
  );
}
