/** English words that look like a slip of one of ours and are none: never mended. */
export const falseFriends: ReadonlySet<string> = new Set(
  `team lock clock black block's listed edges edged world sword words`.split(/\s+/),
);
