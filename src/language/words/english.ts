import { addPhrase, noFamily, type Lexicon, type Mark, type Meaning, type Negation, type Polarity } from './lexicon';
import { timeWords } from '../line/times';
import type { Platform } from '../../core/family';
import { addVerb } from './verbs';

/** English that belongs to no family: verbs, joints, politeness, platforms, the nouns of questions. */
export function addEnglish(lexicon: Lexicon): void {
  for (const word of timeWords) lexicon.words.add(word);
  const add = (phrases: string, meaning: Meaning): void => {
    for (const phrase of phrases.split('|')) addPhrase(lexicon, phrase.trim(), meaning);
  };
  for (const [id, polarity, verbs] of verbTable) addVerb(lexicon, id, polarity, verbs.split('|'));
  add('except|except for|but not|apart from|other than', { verb: { id: 'exclude', form: 'base' } });
  add('=alert', { verb: { id: 'post', form: 'base' } });
  add('=requested', { verb: { id: 'ask', form: 'ed' } });
  add(noise, { noise: true });
  add('i need|we need|you need|people need', { noise: true, word: 'wanted' });
  add('optional|voluntary', { verb: { id: 'off', polarity: 'free', form: 'ed' } });
  for (const word of structural.split('|')) add(word, { word: word.trim() });
  for (const [word, phrases] of synonyms) add(phrases, { word });
  for (const [mark, phrases] of markTable) add(phrases, { marks: mark });
  for (const [negates, phrases] of negations) add(phrases, { negates });
  for (const [compares, phrases] of comparisons) add(phrases, { compares });
  for (const [platforms, phrases] of platformTable) add(phrases, { platforms });
  for (const [level, phrases] of levels) add(phrases, { level });
  for (const [compliance, phrases] of complianceStates) add(phrases, { compliance });
  // A grant of Conditional Access is called so, too, and the longer phrase wins.
  add('compliant devices', { compliance: 'compliant', marks: 'devices' });
  add('compliance error', { compliance: 'error' });
  add('compliance conflict', { compliance: 'conflict' });
  for (const [status, phrases] of changeStatuses) add(phrases, { status });
  add('impossible', { verb: { id: 'block', polarity: 'block', form: 'ed' } });
  add('possible', { verb: { id: 'allow', polarity: 'allow', form: 'ed' } });
  add('mandatory|obligatory|compulsory|necessary', { verb: { id: 'require', polarity: 'require', form: 'ed' } });
  add('be used', { verb: { id: 'use', polarity: 'set', form: 'ed' } });
  add('requested', { verb: { id: 'ask', form: 'ed' } });
  add('connect|connected', { word: 'connected' });
  add(needless, { word: 'needless', verb: { id: 'off', polarity: 'off', form: 'base' } });
  // What devices are at is told by no family alone.
  for (const phrase of dangers.split('|')) addPhrase(lexicon, phrase, { word: 'risk' }, noFamily);
  add('true|yes|active', { verb: { id: 'on', polarity: 'on', form: 'ed' } });
  add('false|inactive', { verb: { id: 'off', polarity: 'off', form: 'ed' } });
  add('and|as well as|plus|and also', { joins: 'and' });
  add('then|and then|after that|also|next|afterwards|additionally|in addition|furthermore|besides', { joins: 'then' });
  add(corrections, { corrects: true });
  for (const [word, phrases] of managedBy()) {
    for (const phrase of phrases) add(phrase, { word });
    // A management state is called so, too, and the longer phrase wins.
    if (word !== 'product:defender') for (const phrase of phrases) add(`${phrase} devices`, { word, marks: 'devices' });
  }
  add(wipes, { word: 'noun:wipe' });
  add(foreignApps, { word: 'foreign app' });
  add('everyone|everybody|all users|all devices|all staff members|all employees', { everyone: true });
}

const verbTable: readonly (readonly [id: string, polarity: Polarity | undefined, verbs: string])[] = [
  [
    'set',
    'set',
    'set|change|put|configure|schedule|adjust|update|modify|patch|alter|raise|increase|lower|reduce|decrease|tighten|relax|loosen|bump|bump up|bring|bring down|move|limit|restrict|keep|define|cap|edit|go with|have|ensure|make sure|lift to',
  ],
  ['use', 'set', 'use'],
  ['turn', 'set', 'turn|switch'],
  ['make', 'set', 'make'],
  ['on', 'on', 'enable|activate|turn on|switch on|start'],
  ['off', 'off', 'disable|deactivate|turn off|switch off|shut off|shut down'],
  [
    'block',
    'block',
    'lock out|lock people out|lock users out|lock everyone out|keep people out|keep users out|block|stop people from|stop users from|stop anyone from|stop everyone from|stop staff from|stop people|stop users|keep people from|keep users from|block|prevent|forbid|prohibit|disallow|deny|ban',
  ],
  ['allow', 'allow', 'allow|permit|let|unblock'],
  [
    'require',
    'require',
    'make people|make users|make everyone|require|enforce|force|mandate|demand|need|ask for|prompt for|insist on',
  ],
  ['apply', undefined, 'apply'],
  ['assign', undefined, 'assign|roll out|target|push|push out|distribute'],
  ['unassign', undefined, 'unassign|un-assign|deassign'],
  ['give', undefined, 'give'],
  ['get', undefined, 'get|receive'],
  ['own', undefined, 'own|belong to'],
  ['add', undefined, 'add'],
  ['include', undefined, 'include|contain'],
  ['cover', undefined, 'cover|protect'],
  ['extend', 'set', 'extend|prolong|shorten|lengthen'],
  ['exclude', undefined, 'exclude|leave out'],
  ['remove', undefined, 'remove'],
  ['drop', undefined, 'drop'],
  ['take', undefined, 'take|pull|pull off|kick|detach|strip'],
  ['delete', undefined, 'delete|get rid of|erase|throw away|discard|scrap|trash|purge'],
  ['create', undefined, 'create|build|set up'],
  ['deploy', undefined, 'deploy'],
  ['wipe', undefined, 'wipe'],
  ['sync', undefined, 'sync|resync|synchronize|check in'],
  ['ask', undefined, 'ask|tell'],
  ['revert', undefined, 'revert|undo|restore|roll back|put back|take back|rollback|back out|reverse'],
  ['approve', undefined, 'approve|go ahead with|sign off|sign off on|greenlight'],
  ['reject', undefined, 'reject|decline|turn down|veto'],
  ['cancel', undefined, 'cancel|withdraw'],
  [
    'show',
    undefined,
    'show|display|see|view|open|look at|have a look at|take a look at|give me|get me|show me|tell me|pull up|look up|fetch',
  ],
  ['list', undefined, 'list|enumerate'],
  ['check', undefined, 'check|verify'],
  ['explain', undefined, 'explain'],
  ['subscribe', undefined, 'subscribe'],
  [
    'post',
    undefined,
    'post|notify|alert us|alert me|alert this channel|alert the channel|ping us|ping me|ping this channel|let us know|let me know|tell us|ping|warn us|inform us|tell this channel|tell the channel|let this channel know|let the channel know|inform this channel|inform the channel|notify this channel|warn this channel|warn the channel|keep us posted|keep this channel posted|message us|message this channel|ping the channel',
  ],
  ['unsubscribe', undefined, 'unsubscribe'],
  ['silence', undefined, 'silence|mute|snooze|quiet|quieten|hush|suppress|pause|ignore'],
  ['unsilence', undefined, 'unsilence|unmute|unsnooze|lift|end|resume'],
  ['send', undefined, 'send|mail|email|share'],
  ['manage', undefined, 'manage'],
  ['run', undefined, 'run|trigger|perform|issue|initiate|kick off'],
  ['onboard', undefined, 'onboard'],
  ['name', undefined, 'name|call|title'],
];

const noise = `the|a|an|our|your|their|its|these|those|please|kindly|thanks|thank you|many thanks|cheers|ty
|hey|hi|hello|warden|@warden|hey warden|hi there|hello there|hi team|hi all|hello team|hello all|hey team|hi everyone|hello everyone|dear|dear warden|ok|okay|so|well|right then|just|now|right now|again|temporarily|for now|asap|for the moment|for the time being|at the moment|at present|at this point|for today
|from now on|first|firstly|secondly|finally|lastly|as discussed|as agreed|as requested|as usual|as well|first of all|thank you so much|thanks so much|much appreciated|thanks a bunch|best regards|kind regards|regards|current|existing|effective immediately
|as soon as possible|immediately|straight away|right away|at once|today please
|can you|could you|would you|will you|can we|could we|can i|could i|would you mind|do you mind
|could you please|can you please|would you please|i'd like|i would like|i'd like to|i would like to|i'd like you to|i would like you to|we'd like to|we would like to|we'd like
|be so kind and|be so kind as to|please be so kind and|would you be so kind as to|would you be so kind and|would you be able to|could you be so kind and|are you able to|i would like to ask you to|i'd like to ask you to|may i ask you to|i ask you to|it is necessary to|it is time to|it's time to|we'll need to|i'll need to|feel free to|i'm asking you to|i request to|requesting to
|i want|i want to|i want you to|we want|we want to|i need to|i need you to|we need to|i'd love to|let's|lets|let us|would it be possible to|would it be possible for you to|can someone|could someone|can anyone|could anyone|can somebody|could somebody|go ahead|go ahead and|do me a favor
|if you don't mind|if you do not mind|if that's ok|if that is ok|if it's ok|when you have a moment|when you have a minute|when you have time|if you could|whenever you can|if you can|if possible|when you can|when you get a chance|thanks in advance|in advance|many thanks in advance|thank you in advance|thank you very much in advance|thanks a million|i would be grateful if you could|i'd be grateful if you could|i would be grateful if|i'd be grateful if|we would be grateful if you could|i would appreciate it if you could|i'd appreciate it if you could|i would appreciate it if|i'd appreciate it if|i would appreciate if|it would be great if you could|it'd be great if you could|it would be nice if you could|would you be so good as to|would you be so good and|be so good as to|would you kindly|could you kindly|might i ask you to|could i ask you to|can i ask you to|may we ask you to|i was wondering if you could|i wonder if you could|i was hoping you could|we kindly ask you to|i kindly ask you to|do me a favour and|do me a favor and|as follows|like this|as you can see|if i may ask|if you would|when convenient|at your convenience|sometime today|on our side|on my behalf|if it is not too much trouble|if it's not too much trouble|would you please|please can you|please could you|will you please|have a nice day|have a good day|sincerely|good day|greetings|dear team|dear bot|dear colleague|dear colleagues|thank you very much|thanks a lot|good morning|good afternoon|good evening|morning all
|in intune|in endpoint manager|in mem|in microsoft intune|intune|microsoft intune|endpoint manager|mem|microsoft endpoint manager
|there|everything else|go|quickly|quick|maybe|simply`.replace(/\n/g, '');

const structural =
  'to be|that are|which are|that is|which is|to|for|in|on|off|of|from|out|at|with|by|as|into|onto|per|under|below|above|over|up|down|until|since|before|after|when|if|but|only|both|each|every|all|it|them|there|here|is|are|was|were|be|been|being|am|do|does|did|altered|has|have|had|should|must|shall|will|would|may|might|can|could|which|what|who|why|how|where|whose|how many|many|much|any|some|i|we|you|me|us|my|they|he|she|his|her|or|no one|anything|nothing|not only|too|than|more|less|other|another|exist|exists|how far|reach|hit|anybody|anyone|someone|somebody|marked|marked as|flagged as|flagged|considered|new|last|latest|recent|previous|between|through|about|look like|looks like|look|looks|more than|without approval|this|that|same|level|still|yet|already|currently|instead|otherwise|such|via|within|during|against|across|along|back|away|right|so that|in place|get rid|dry run';

const synonyms: readonly (readonly [word: string, phrases: string])[] = [
  ['until', 'till|up until|until at least'],
  ['it', "it's|that's"],
  ['from', 'out of'],
  ['must', 'is to be|are to be|have to|has to|should have to|shall have to|will have to|must have to|needs to|need to'],
  [
    'ensure',
    "ensure that|make sure that|see to it that|make it so that|take care that|i want that|we want that|i'd like that|i would like that|we need that|i need that",
  ],
  ['if', 'whether|in case|as long as'],
  ['when', 'whenever|as soon as|once'],
  [
    'why',
    "what is wrong with|what's wrong with|how come|what is the problem with|what is the matter with|what went wrong with",
  ],
  ['may', 'be able to|be allowed to|be permitted to'],
  ['is it possible', 'is it possible to|is it possible that|is it feasible to'],
  ['=', '=|equals|equal to|is set to|set to|:='],
  [':', ':'],
  [',', ','],
  ['.', '.|!'],
  [';', ';'],
  ['?', '?'],
  ['-', '-'],
  ['(', '(|[|{'],
  [')', ')|]|}'],
  ['...', '...'],
  ['/', '/'],
  ['is', "what's|=whats|is there"],
  ['which', 'which of'],
  ['because', 'because|reason|justification|due to|cause|cos|coz|the reason is|the reason being'],
  [
    'what if',
    'what if|what would happen if|what happens if|what happens when|what would happen when|what changes if|what changes when|what is the effect if|what is the impact if|what would be the effect of|what would be the impact of|what is the impact of|what is the effect of|what will change if|show me what would change if|show me what would happen if|show what would change if|show me what will happen if|let me see what happens if|do a dry run|a dry run|in a dry run|test run|what will happen if|dry run|preview|simulate|what would change if|what-if|dry-run|trial run|show me what happens if|show what would happen if|what would it do if|pretend',
  ],
  ['help', 'help|help me'],
  ['noun:policy', 'policies list'],
  ['noun:setting', 'detail|settings|configuration settings|configured'],
  ['noun:change', 'change|change request|request|change no.|change number|change nr|change nr.|change num'],
  ['noun:changes', '=changes|=requests|change requests'],
  ['noun:alert', 'alert|notification|firing'],
  ['noun:silence', 'silence|mute|silence number|silence no.|silence nr|silence no'],
  ['noun:subscription', 'subscription'],
  ['noun:cardPerPolicy', sharesCard('policy')],
  ['noun:cardPerPlatform', `${sharesCard('platform')}|${sharesCard('operating system')}`],
  ['noun:audit', 'audit|audit log|audit trail|audit entry|audit history|change history|history'],
  [
    'noun:readiness',
    'what still needs to be done|what is left to do|what remains to be done|what do we still need|what do i still need|what else do we need|prerequisites met|all prerequisites met|requirements met|readiness|ready|what is missing|what is still missing|readiness check|everything in place|everything is in place|everything set up|everything is set up|everything ready|all in place|in place|all set up|prerequisite|risk signal|for risk signals to work|risk signals to work|risk signals work|set up correctly|set up properly|properly set up|readiness report',
  ],
  ['noun:approval', 'approval'],
  ['how to', 'how do i|how do we|how can i|how can we|how to|how do you|how would i|how should i|how should we'],
  ['noun:platform', 'platform|operating system'],
  ['apps', '=apps|applications'],
  ['become', 'happen|happened|become|became|gone|turned|fall|fell'],
  ['anymore', 'any more|anymore|any longer'],
  ['noun:requirement', 'requirement'],
  ['noun:restriction', 'restriction|ban'],
  ['on', 'back on'],
  ['to', 'back to|down to'],
  [
    'noun:security',
    'security|dynamic|entra|azure ad|aad|entra id|microsoft entra|azure active directory|dynamic device|entra security|azure ad security|dynamic security|aad security',
  ],
  ['noun:member', 'member|membership'],
  ['risk', 'threat|risk|at risk|risky'],
  [
    'noun:status',
    'status|rollout|state|rollout status|deployment status|going|progress|policy status|conflicts|healthy|working|in good health|operational|doing|reachable',
  ],
  [
    'noun:summary',
    'per platform|by platform|percentage|rate|compliance rate|summary|overview|report|dashboard|statistics|stats|breakdown|numbers|overall|at a glance',
  ],
  [
    'noun:weekly',
    'weekly summary|weekly report|weekly overview|weekly picture|weekly compliance picture|compliance picture',
  ],
  [
    'noun:onboarding',
    'onboarding|onboarding status|onboarded|onboarding state|onboarding progress|edr onboarding status|mde onboarding status|defender onboarding status|onboarding numbers|onboarding count',
  ],
  ['noun:guide', 'guide|setup guide|onboarding guide|setup step|onboarding step|step|instruction|setup instruction'],
  ['noun:channel', 'channel|this chat|chat|conversation'],
  [
    'noun:data',
    'company data|corporate data|org data|app data|work data|business data|organization data|corp data|managed app data|managed data|company app data|corporate app data|work app data|data',
  ],
];

const markTable: readonly (readonly [Mark, string])[] = [
  ['policy', 'policy'],
  ['group', '=group'],
  ['groups', '=groups'],
  ['device', '=device|=machine|=computer|=endpoint'],
  ['devices', '=devices|=machines|=computers|=endpoints'],
  ['user', '=user|=person'],
  ['users', '=users|=people|=persons'],
  ['name', 'named|called|name it|call it|with the name|by the name of|titled|with name|name'],
];

const negations: readonly (readonly [Negation, string])[] = [
  [
    'not',
    "don't|do not|not|never|dont|doesn't|does not|isn't|aren't|won't|do not ever|never ever|haven't|hasn't|have not|has not|not yet",
  ],
  [
    'modal',
    "shall not|ought not to|are not to|is not to|must not|mustn't|should not|shouldn't|may not|cannot|can't|can not|must never|should never|may never|should not be able to|shouldn't be able to|must not be able to|may not be able to|not be able to|should not be allowed to|must not be allowed to|are not allowed to|is not allowed to|aren't allowed to|not be allowed to|can no longer|may no longer|should no longer be able to|nobody may|nobody can|nobody should|nobody should be able to|no one may|no one can|no one should|no one should be able to|no user may|no user can|no user should be able to|nobody is allowed to|no one is allowed to",
  ],
  ['stop', 'stop|no longer|not any more|not anymore|cease|quit'],
  [
    'no',
    "no|no more|i don't want|we don't want|i do not want|we do not want|i don't want any|we don't want any|i no longer want|we no longer want|i'd rather not have|there should be no|there must be no",
  ],
  ['without', 'without|w/o'],
];

const comparisons: readonly (readonly [NonNullable<Meaning['compares']>, string])[] = [
  [
    'exceeded',
    "too high|exceeded|is exceeded|not met|is not met|isn't met|it is exceeded|it's exceeded|that is exceeded|this is exceeded|it is too high|it's too high|it is higher|it's higher|is breached|is violated",
  ],
  [
    'atMost',
    '≤|<=|=<|max|maximum|must not exceed|should not exceed|may not exceed|cannot exceed|must not be above|must not be higher than|should not be higher than|must not be over|must not go above|should not be above|never above|never higher than|at or below|at or under|at most|no higher than|not higher than|no more than|not more than|up to|maximum of|max of|a maximum of|a max of|not above|not over|no greater than|not exceed|at or lower than|below or at|below or equal to|no worse than|not worse than|not exceeding|within',
  ],
  [
    'atLeast',
    '≥|>=|must not be below|must not be lower than|at least|minimum of|a minimum of|no less than|not below|no lower than|not less than|minimum|min',
  ],
  ['orLess', 'or below|or under|or lower|or less|or better|and below|and under|and lower|or fewer'],
  [
    'orMore',
    'or higher|or above|or more|or later|or newer|and up|and above|and higher|or over|or greater|and later|and newer|or longer',
  ],
  ['under', '<|below|under|older than|lower than|less than|earlier than|prior to|smaller than|shorter than'],
  [
    'over',
    '>|above|over|exceeds|goes over|goes above|higher than|rises above|is above|is over|is higher than|greater than|more than|exceed|gets above|climbs above|worse than|is worse than|gets over|beyond|goes beyond',
  ],
];

const platformTable: readonly (readonly [readonly Platform[], string])[] = [
  [['android'], 'android|androids|android phone|android tablet|android mobile|android enterprise|droid'],
  [
    ['ios'],
    'ios|iphone|ipad|ipados|apple phone|apple device|ipod|ios/ipados|ios and ipados|iphone and ipad|iphones/ipads|apple mobile device|iphones and ipads|apple tablet|ipad os|iphone os',
  ],
  [
    ['windows'],
    'windows|pc|laptop|desktop|workstation|windows pc|windows laptop|windows 10|windows 11|windows machine|windows endpoint|windows client|notebook|desktop pc|windows desktop|win10|win11',
  ],
  [['macos'], 'macos|mac|macbook|mac os|imac|os x|mac computer|apple computer|mac laptop'],
  [['android', 'ios'], 'mobile|phone|mobile phone|smartphone|mobiles|both mobile platforms|android/ios'],
  [[], 'all platforms|every platform|any platform|all the platforms|all operating systems|each platform'],
];

const levels: readonly (readonly [string, string])[] = [
  ['secured', 'secured|secure|clear'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
];

const complianceStates: readonly (readonly [string, string])[] = [
  [
    'noncompliant',
    'noncompliant|non-compliant|non compliant|not compliant|out of compliance|outside compliance|uncompliant|incompliant|not ok|not okay|unhealthy|not healthy',
  ],
  ['compliant', 'compliant'],
  ['inGracePeriod', 'in grace period|in grace|in their grace period|within grace period|grace period'],
  ['error', 'error|in error|in error state'],
  ['conflict', 'conflict|in conflict|conflicting'],
  ['unknown', 'unknown|not evaluated'],
];

const changeStatuses: readonly (readonly [string, string])[] = [
  [
    'needsApproval',
    'needs approval|need approval|needing approval|pending|waiting for approval|awaiting approval|open|to approve|pending approval|that need approval|unapproved|undecided|waiting',
  ],
  ['applied', 'applied'],
  ['rejected', 'rejected'],
  ['failed', 'failed|fail'],
  ['expired', 'expired|expire'],
];

const corrections =
  `no wait|wait no|oh wait|oh no|ah no|oh sorry|oh wait no|ah wait|no hold on|hold on no|hold on|sorry|sorry i mean|sorry i meant|i mean|i meant|actually|scratch that|strike that|make that|make it|no make it|no make that
|actually make that|actually make it|actually no|no actually|or rather|hmm no|correction|oops|my mistake|wait|rather|hmm|no sorry|sorry no|no i mean|no i meant|wait i mean|whoops|er|uh|um|hang on|no hang on|better|not that|change that to|on second thought|on second thoughts|nope|let me correct that|correcting`.replace(
    /\n/g,
    '',
  );

/** What destroys or disables: never the outcome of mending. */
export const protectedWords: ReadonlySet<string> = new Set(
  [
    'wipe wipes wiped wiping delete deletes deleted deleting remove removes removed removing disable disables disabled disabling',
    'block blocks blocked blocking erase erases erased erasing deactivate deactivates deactivated deactivating',
    'disconnect disconnects disconnected disconnecting off stop stops stopped stopping unassign unassigns unassigned unassigning',
    'drop dropped dropping prevent prevented preventing forbid prohibit disallow deny denied denying ban',
  ]
    .join(' ')
    .split(' '),
);

/** «devices managed by Defender», «Defender managed devices», «devices that MDE manages». */
function managedBy(): readonly (readonly [word: string, phrases: readonly string[]])[] {
  const phrasesFor = (product: string): readonly string[] => [
    `managed by ${product}`,
    `${product} managed`,
    `${product} manages`,
    `that ${product} manages`,
    `that are managed by ${product}`,
    `which ${product} manages`,
    `which are managed by ${product}`,
    `under ${product} management`,
    `managed through ${product}`,
    `managed with ${product}`,
    `managed via ${product}`,
    `enrolled in ${product}`,
  ];
  const defender = [
    'defender',
    'defender for endpoint',
    'microsoft defender',
    'microsoft defender for endpoint',
    'mde',
    'mdatp',
    'wdatp',
    'atp',
    'defender atp',
    'microsoft defender atp',
    'windows defender atp',
  ];
  const intune = ['intune', 'microsoft intune', 'endpoint manager', 'microsoft endpoint manager', 'mem', 'mdm'];
  return [
    ['managed:defender', defender.flatMap(phrasesFor)],
    ['managed:intune', intune.flatMap(phrasesFor)],
    ['product:defender', [...defender, 'defender portal', 'mtd', 'mobile threat defense']],
  ];
}

/** Apps that are not ours to protect: never a group, never a policy. */
const foreignApps =
  'linux|ubuntu|chromeos|chrome os|chromebook|tizen|watchos|tvos|visionos|zoom|slack|whatsapp|notepad|notepad++|chrome|google chrome|firefox|gmail|adobe reader|adobe acrobat|acrobat|photoshop|salesforce|servicenow|citrix|webex|dropbox|telegram|facebook|instagram|tiktok|linkedin|youtube|spotify|safari|zscaler|jira|trello|github|evernote|docusign|workday|teamviewer|anydesk|chatgpt|netflix|google docs|google meet|messenger|snapchat|twitter|skype|steam|vlc|winzip|7-zip|visual studio|vs code|calendar|calculator|paint';

/** What need not be is not required. */
const needless = ['do not', "don't", 'does not', "doesn't", 'no longer', 'should not', "shouldn't", 'must not']
  .flatMap((not) => ['have to', 'need to', 'need', 'be required to', 'be required'].map((need) => `${not} ${need}`))
  .concat([
    'need not',
    "needn't",
    'needs not',
    'no longer has to',
    'no longer needs to',
    'no longer needs',
    'are not required to',
    'is not required to',
  ])
  .filter((phrase) => !phrase.startsWith('must not have') && !phrase.startsWith('should not have'))
  .join('|');

const dangers = [
  'threat level',
  'threat levels',
  'risk level',
  'risk score',
  'machine risk',
  'device risk',
  'machine risk score',
]
  .flatMap((danger) => [danger, `device ${danger}`])
  .join('|');

const wipes =
  'selective wipe|app wipe|corporate wipe|company data wipe|app data wipe|app selective wipe|selectively wipe|a selective wipe|selective app wipe|selective wiping';

/** Small words of English: taking another word for one of them turns a sentence round too easily. */
export const neverMended: ReadonlySet<string> = new Set(
  [
    'to for in on off of from out at with by as into onto per over up down when if but only both each all them here',
    'are was were been does did has have had must will may can what who why how many much any some they his her more',
    'than less other last first still yet back away this that not no never stop without then also next and now just',
    'the your our their its there where these those could like same such very okay well dear open',
  ]
    .join(' ')
    .split(' '),
);

/** «one card per policy», «grouped by policy» */
function sharesCard(thing: string): string {
  const cards = ['card', 'alert', 'message'].flatMap((card) => [
    `one ${card} per ${thing}`,
    `one ${card} for each ${thing}`,
    `one ${card} for every ${thing}`,
    `one ${card} a ${thing}`,
    `a ${card} per ${thing}`,
    `a ${card} for each ${thing}`,
    `a ${card} for every ${thing}`,
    `${card}s per ${thing}`,
    `${card}s by ${thing}`,
  ]);
  return [...cards, `grouped by ${thing}`, `group by ${thing}`, `sorted by ${thing}`, `group them by ${thing}`].join(
    '|',
  );
}
