import { badRequest } from './refusal';

/** A `$filter`, read. Property paths keep their slashes (`target/groupId`). */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly property: string; readonly value: Literal }
  | { readonly kind: 'in'; readonly property: string; readonly values: readonly Literal[] }
  | {
      readonly kind: 'call';
      readonly name: 'startswith' | 'endswith' | 'contains';
      readonly property: string;
      readonly value: string;
    }
  | { readonly kind: 'isof'; readonly type: string }
  | { readonly kind: 'any'; readonly property: string; readonly operator: Operator; readonly value: Literal };

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Literal = string | number | boolean | null;

/** Reads the part of OData's filter language that Graph's clients use; refuses the rest as a syntax error. */
export function readFilter(text: string): Filter {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const next = (): Token => {
    const token = tokens[at];
    if (!token) throw syntaxError(text, text.length);
    at += 1;
    return token;
  };
  const expect = (value: string): void => {
    const token = next();
    if (token.kind !== 'sign' || token.text !== value) throw syntaxError(text, token.position);
  };
  const isWord = (word: string): boolean => {
    const token = peek();
    return token?.kind === 'word' && token.text.toLowerCase() === word;
  };

  const either = (): Filter => {
    let left = both();
    while (isWord('or')) {
      next();
      left = { kind: 'or', left, right: both() };
    }
    return left;
  };
  const both = (): Filter => {
    let left = single();
    while (isWord('and')) {
      next();
      left = { kind: 'and', left, right: single() };
    }
    return left;
  };
  const single = (): Filter => {
    if (isWord('not')) {
      next();
      return { kind: 'not', of: single() };
    }
    const token = next();
    if (token.kind === 'sign' && token.text === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token.kind !== 'word') throw syntaxError(text, token.position);
    const after = peek();
    return after?.kind === 'sign' && after.text === '(' ? called(token) : compared(token.text);
  };
  const called = (name: Token): Filter => {
    const lower = name.text.toLowerCase();
    expect('(');
    if (lower === 'isof') {
      const type = String(literal());
      expect(')');
      return { kind: 'isof', type: type.replace(/^#?microsoft\.graph\./, '') };
    }
    if (lower.endsWith('/any')) return any(name.text.slice(0, -4));
    if (lower !== 'startswith' && lower !== 'endswith' && lower !== 'contains') throw syntaxError(text, name.position);
    const property = next().text;
    expect(',');
    const value = String(literal());
    expect(')');
    return { kind: 'call', name: lower, property, value };
  };
  const any = (property: string): Filter => {
    next();
    expect(':');
    next();
    const operator = readOperator(next());
    const value = literal();
    expect(')');
    return { kind: 'any', property, operator, value };
  };
  const compared = (property: string): Filter => {
    const word = next();
    if (word.text.toLowerCase() === 'in') {
      expect('(');
      const values = [literal()];
      while (peek()?.text === ',') {
        next();
        values.push(literal());
      }
      expect(')');
      return { kind: 'in', property, values };
    }
    return { kind: 'compare', operator: readOperator(word), property, value: literal() };
  };
  const readOperator = (token: Token): Operator => {
    const operator = token.text.toLowerCase();
    if (!isOperator(operator)) throw syntaxError(text, token.position);
    return operator;
  };
  const literal = (): Literal => {
    const token = next();
    if (token.kind === 'text') return token.text;
    if (token.kind !== 'word') throw syntaxError(text, token.position);
    return readLiteral(token.text);
  };

  const filter = either();
  const rest = peek();
  if (rest) throw syntaxError(text, rest.position);
  return filter;
}

/** Whether an entity passes. Text is compared without regard to case, as Graph does. */
export function passes(filter: Filter, entity: Readonly<Record<string, unknown>>): boolean {
  switch (filter.kind) {
    case 'and':
      return passes(filter.left, entity) && passes(filter.right, entity);
    case 'or':
      return passes(filter.left, entity) || passes(filter.right, entity);
    case 'not':
      return !passes(filter.of, entity);
    case 'compare':
      return compare(valueAt(entity, filter.property), filter.operator, filter.value);
    case 'in':
      return filter.values.some((value) => compare(valueAt(entity, filter.property), 'eq', value));
    case 'call':
      return call(filter.name, valueAt(entity, filter.property), filter.value);
    case 'isof':
      return entity['@odata.type'] === `#microsoft.graph.${filter.type}`;
    case 'any': {
      const values = valueAt(entity, filter.property);
      return Array.isArray(values) && values.some((value) => compare(value, filter.operator, filter.value));
    }
  }
}

/** Every property and operator a filter uses, for services that allow only some. */
export function usesOf(filter: Filter): readonly { readonly property: string; readonly operator: string }[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...usesOf(filter.left), ...usesOf(filter.right)];
    case 'not':
      return [{ property: '', operator: 'not' }, ...usesOf(filter.of)];
    case 'compare':
    case 'any':
      return [{ property: filter.property, operator: filter.operator }];
    case 'in':
      return [{ property: filter.property, operator: 'in' }];
    case 'call':
      return [{ property: filter.property, operator: filter.name }];
    case 'isof':
      return [{ property: '', operator: 'isof' }];
  }
}

interface Token {
  readonly kind: 'word' | 'text' | 'sign';
  readonly text: string;
  readonly position: number;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|'((?:[^']|'')*)'|([(),:])|([^\s(),:']+(?::[^\s(),:']+)*)/gy;
  while (pattern.lastIndex < text.length) {
    const position = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) throw syntaxError(text, position);
    const [, quoted, sign, word] = found;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'"), position });
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, position });
    if (word !== undefined) tokens.push(...splitLambda(word, position));
  }
  return tokens;
}

/** A word may hold colons (a date and time); `c:c` of a lambda is three tokens. */
function splitLambda(word: string, position: number): Token[] {
  if (/^\d{4}-/.test(word) || !word.includes(':')) return [{ kind: 'word', text: word, position }];
  return word.split(/(:)/).map((text): Token => ({ kind: text === ':' ? 'sign' : 'word', text, position }));
}

function readLiteral(word: string): Literal {
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}

function isOperator(word: string): word is Operator {
  return ['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(word);
}

function valueAt(entity: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = entity;
  for (const part of path.split('/')) {
    // Any object can be asked for any property.
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }
  return value;
}

function compare(value: unknown, operator: Operator, literal: Literal): boolean {
  const [left, right] = [plain(value), plain(literal)];
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (left === null || right === null) return false;
  if (operator === 'gt') return left > right;
  if (operator === 'ge') return left >= right;
  return operator === 'lt' ? left < right : left <= right;
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value.toLowerCase();
}

function call(name: 'startswith' | 'endswith' | 'contains', value: unknown, part: string): boolean {
  if (typeof value !== 'string') return false;
  const [whole, wanted] = [value.toLowerCase(), part.toLowerCase()];
  if (name === 'startswith') return whole.startsWith(wanted);
  return name === 'endswith' ? whole.endsWith(wanted) : whole.includes(wanted);
}

function syntaxError(text: string, position: number): Error {
  return badRequest(`Invalid filter clause: Syntax error at position ${position} in '${text}'.`);
}
