/**
 * Settings as forms and lists have them: «PIN required: yes», «Block screenshots = no», «set printing to false». A label
 * that says by itself what is wanted is said so, or denied; any other is on or off.
 */
export function withTruths(text: string): string {
  if (!isTruth.test(text) || decides.test(text)) return text;
  const reason = text.search(/\b(?:because|reason)\b/i);
  const [said, rest] = reason < 0 ? [text, ''] : [text.slice(0, reason), text.slice(reason)];
  return forms.reduce((now, form) => now.replace(form, replaced), said) + rest;
}

const truths = 'yes|true|no|false|on|off|enabled?|disabled?';
const isTruth = new RegExp(`(?:[:=]|\\bto)\\s*(?:${truths})\\b`, 'i');

/** What stands behind a decision is its reason. */
const decides = /^\W*(?:please\s+)?(?:approve|reject|cancel)\b/i;

/** Up to the next mark, and without names in quotes. */
const label = String.raw`(?<label>[^\s,;:=?"“«](?:[^,;:=?\n"“«]{0,58}[^\s,;:=?"“«])?)`;
const behind = String.raw`(?=\s*(?:$|[,;.!\n]|(?:for|on|in|and|until|please)\b))`;

const forms = [
  new RegExp(
    `(?<=(?:^|[,;:\\n]|\\band\\b)\\s*)(?:(?:please )?set )?${label}\\s*[:=]\\s*(?<truth>${truths})\\b${behind}`,
    'gi',
  ),
  new RegExp(`\\b(?:set|change|switch|turn) (?:the )?${label} to (?<truth>${truths})\\b${behind}`, 'gi'),
];

function replaced(whole: string, ...rest: readonly unknown[]): string {
  // The last of what a replacer is given are the named groups.
  const { label = '', truth = '' } = rest.at(-1) as { readonly label?: string; readonly truth?: string };
  const holds = /^(?:yes|true|on|enable)/i.test(truth);
  return demanded(label, holds) ?? told(label, holds) ?? switched(whole, truth, holds);
}

/** «Block screenshots: no» */
function demanded(label: string, holds: boolean): string | undefined {
  if (
    !/^(?:require|block|allow|permit|encrypt|prevent|enforce|force|deny|disallow|enable|disable|turn o(?:n|ff))\b/i.test(
      label,
    )
  )
    return undefined;
  if (holds) return label;
  const opposite = /^(?:enable|turn on)\b/i.test(label) ? 'disable' : 'enable';
  const turned = label.replace(/^(?:enable|disable|turn o(?:n|ff))\b/i, opposite);
  return turned === label ? `don't ${label}` : turned;
}

/** «PIN required: no» */
function told(label: string, holds: boolean): string | undefined {
  const [, what, not, word] =
    /^(.+?) (not )?(required|needed|enforced|blocked|allowed|permitted|prohibited|forbidden|denied|disabled|enabled)$/i.exec(
      label,
    ) ?? [];
  // «max machine risk allowed: off» has a value of its own.
  if (what === undefined || word === undefined || /\b(?:max|min|maximum|minimum|level|score)\b/i.test(what))
    return undefined;
  return holds === (not === undefined) ? `${what} ${word}` : `${what} not ${word}`;
}

/** «printing: no». What else is typed there is read as it stands. */
function switched(whole: string, truth: string, holds: boolean): string {
  return /^(?:yes|no)$/i.test(truth) ? `${whole.slice(0, -truth.length)}${holds ? 'on' : 'off'}` : whole;
}
