import { badRequest } from './refusal';

export interface Expansion {
  readonly name: string;
  readonly select?: readonly string[];
  readonly expand: readonly Expansion[];
}

/** The system query options of one call. */
export interface Query {
  readonly select?: readonly string[];
  readonly filter?: string;
  readonly expand: readonly Expansion[];
  readonly orderby?: string;
  readonly search?: string;
  readonly top?: number;
  readonly skip?: number;
  readonly skipToken?: string;
  readonly count: boolean;
  /** As sent, for the next link. */
  readonly sent: URLSearchParams;
}

const known = [
  '$select',
  '$filter',
  '$expand',
  '$orderby',
  '$search',
  '$top',
  '$skip',
  '$skiptoken',
  '$count',
  '$format',
];

/** Reads the query options; refuses what OData refuses. */
export function readQuery(sent: URLSearchParams): Query {
  for (const name of sent.keys()) {
    if (name.startsWith('$') && !known.includes(name.toLowerCase())) {
      throw badRequest(`The query parameter '${name}' is not supported.`);
    }
  }
  const text = (name: string): string | undefined => sent.get(name) ?? undefined;
  const select = text('$select');
  const optional = {
    filter: text('$filter'),
    orderby: text('$orderby'),
    search: text('$search'),
    skipToken: text('$skiptoken'),
  };
  return {
    ...(select ? { select: names(select) } : {}),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...wholeNumber('top', text('$top')),
    ...wholeNumber('skip', text('$skip')),
    expand: readExpansions(text('$expand') ?? ''),
    count: text('$count')?.toLowerCase() === 'true',
    sent,
  };
}

function names(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function wholeNumber(name: 'top' | 'skip', value: string | undefined): Partial<Pick<Query, 'top' | 'skip'>> {
  if (value === undefined) return {};
  if (!/^\d+$/.test(value)) {
    throw badRequest(
      `Invalid value '${value}' for $${name} query option found. The $${name} query option requires a non-negative integer value.`,
    );
  }
  return { [name]: Number(value) };
}

/** `apps,scheduledActionsForRule($expand=scheduledActionConfigurations;$select=id)` */
function readExpansions(text: string): Expansion[] {
  return splitOutside(text, ',').map((part) => {
    const open = part.indexOf('(');
    if (open < 0) return { name: part, expand: [] };
    if (!part.endsWith(')')) throw badRequest(`Syntax error in $expand: '${part}'.`);
    const options = new Map(
      splitOutside(part.slice(open + 1, -1), ';').map((option): [string, string] => {
        const equals = option.indexOf('=');
        return [option.slice(0, equals).toLowerCase(), option.slice(equals + 1)];
      }),
    );
    const select = options.get('$select');
    return {
      name: part.slice(0, open),
      ...(select ? { select: names(select) } : {}),
      expand: readExpansions(options.get('$expand') ?? ''),
    };
  });
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].map((item) => item.trim()).filter(Boolean);
}
