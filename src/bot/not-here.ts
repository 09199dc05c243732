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
    /^\s*(?:please |can you |could you )*sync (?:all|every|the|these|those|them)\b.*(?:devices?|all|them|laptops|phones|noncompliant)\s*[.!?]*$/i,
    'Devices are asked to check in one at a time: «sync LAPTOP-001». The card of an alert has a button for all it is about.',
  ],
  [
    /^\s*(?:please |can you |could you )*(?:approve|reject) (?:all|every|everything|both|them|these|those)\b/i,
    'Changes are decided one by one, on their cards: «which changes are waiting for approval?» lists them.',
  ],
  [
    /^\s*(?:please |can you |could you )*(?:delete|remove|unassign|disable|drop) (?:all|every|everything)\b/i,
    'Policies are deleted and changed by their names; «list policies» shows them.',
  ],
  [
    /\b(?:give|grant|make|get) (?:me|us|him|her|them)\b.*\b(?:rights?|roles?|permissions?|access|admin|approver|owner|requestor|reader)\b/i,
    'Roles are given by an owner, in warden.yaml. «Who are the owners?» names them; «who am I?» tells your object id.',
  ],
  [/\brename\b/i, 'Policies and groups keep their names here; they are renamed in the Intune and Entra admin centers.'],
  [
    /\b(?:export|download|verify|tamper(?:ed|ing|[- ]proof)?|forge|hash)\b.*\baudit\b|\baudit\b.*\b(?:export|download|csv|excel|file|verif\w+|tamper\S*|forge\w*|hash\w*)\b/i,
    'Each entry of the audit holds the hash of the one before. Whoever runs Warden exports it with «npm run audit -- export», and «npm run audit -- verify FILE» shows that nothing was altered.',
  ],
  [
    /\b(?:passwords?|licen[cs]es?|mailbox(?:es)?)\b|\b(?:create|add|remove|delete|invite|list|disable|block) (?:an? |all |the |new )*(?:users?|accounts?|guests?|people)\b/i,
    'Accounts, passwords and licences are looked after in Entra and in the Microsoft 365 admin center, not here.',
  ],
];
