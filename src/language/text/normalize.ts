/** Chat leftovers out, letters as typed: names are cut from this text, so quotes and dashes stay. */
export function normalize(text: string): string {
  const plain = text.includes('<') || text.includes('&') ? withoutHtml(text) : text;
  return plain.replace(invisible, '').replace(spaces, ' ').normalize('NFC').trim();
}

/** What a word is compared by: lower case, no accents, look-alike letters of other scripts made Latin. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  const bare = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’‘ʼ′‛＇`´]/g, "'");
  if (ascii.test(bare)) return bare;
  const latin = Array.from(bare, (letter) => lookAlikes.get(letter) ?? letter).join('');
  return latin;
}

const ascii = /^[\x20-\x7e]*$/;

/** Zero-width characters, bidi controls, soft hyphens, variation selectors, byte order marks, other controls. */
const invisible =
  /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Teams sends messages as HTML: the bot's own mention goes, other people's become @"name". */
function withoutHtml(text: string): string {
  return text
    .replace(/^\s*(?:<(?:p|div|span)\b[^<>]{0,200}>\s*)*<at\b[^<>]{0,200}>[^<>]{0,200}<\/at>[,:]?/i, ' ')
    .replace(/<at\b[^<>]{0,200}>([^<>"]{1,200})<\/at>/gi, ' @"$1" ')
    .replace(/<(?:br|\/p|\/div|\/li)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<\/?(?:at|p|div|span|b|i|u|s|strong|em|a|ul|ol|li|code|pre|blockquote|font|h[1-6])\b[^<>]{0,400}>/gi, ' ')
    .replace(/&(?:nbsp|amp|quot|apos|lt|gt|#39|#34|#160);/gi, (entity) => entities.get(entity.toLowerCase()) ?? entity);
}

const entities = new Map([
  ['&nbsp;', ' '],
  ['&#160;', ' '],
  ['&amp;', '&'],
  ['&quot;', '"'],
  ['&#34;', '"'],
  ['&apos;', "'"],
  ['&#39;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
]);

/** Cyrillic and Greek letters that are drawn like Latin ones. */
const lookAlikes = new Map(
  [...'аa еe оo рp сc хx уy іi јj ѕs һh ԁd ԛq ԝw кk мm тt нh вb αa οo ρp νv ιi κk τt υu'.split(' ')].map((pair) => {
    const [other = '', latin = ''] = Array.from(pair);
    return [other, latin];
  }),
);
