import type { Place, Value } from '../setting';

/** Values that are properties of the entity, one by one (app protection, connector, compliance). */

export function readProperty(entity: Readonly<Record<string, unknown>>, place: Place): Value {
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
    values.map(({ place, value }) => {
      const mapped = place.wire?.find(([ours]) => ours === value);
      return [place.at, mapped ? mapped[1] : value];
    }),
  );
}
