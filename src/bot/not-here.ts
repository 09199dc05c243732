/** What people ask a bot for Intune and Defender, and this one does not do: said, with where it is done. */
export function notDoneHere(text: string): string | undefined {
  return notHere.find(([pattern]) => pattern.test(text))?.[1];
}

const notHere: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*(?:please |can you |could you )*(?:restart|reboot|shut ?down|(?:run|start|do|perform|trigger) (?:an? )?(?:quick |full |custom |offline )?(?:antivirus |av )?scan|(?:update|refresh) (?:the )?(?:antivirus |av )?(?:signatures?|definitions?) (?:on|of)|isolate|lock|unlock|locate|retire|factory reset|reset|scan|quarantine|wipe)\b(?!.*["“«])(?!.*polic)(?!.*\b(?:company|app|corporate|work|org)\b.*\bdata\b)/i,
    'I ask devices to check in («sync LAPTOP-001») and remove company data from apps («wipe company data for "Selma Olsen"»). Whatever else is done to a whole device is done in Intune or in the Defender portal.',
  ],
  [
    /\b(?:passwords?|licen[cs]es?|mailbox(?:es)?)\b|\b(?:create|add|remove|delete|invite|list|disable|block) (?:an? |all |the |new )*(?:users?|accounts?|guests?|people)\b/i,
    'Accounts, passwords and licences are looked after in Entra and in the Microsoft 365 admin center, not here.',
  ],
];
