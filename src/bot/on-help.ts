import type { Role } from '../core/approval';
import type { Families } from '../core/family';
import { operations } from '../operations';
import { questions } from '../questions';
import type { Topic } from '../questions/question-kind';
import { nearNames } from '../language/names';
import type { Incoming, Reply } from '../ports';
import { askedMost, lastAsked } from './help-first';
import { drawAnswer } from './on-query';
import type { BotPorts } from './ports';
import type { Known } from './speaker';

/** Of a section that was not asked for by name. */
const perSection = 2;

/** What this person may ask, generated from the families and the registries; a topic narrows it down. */
export async function onHelp(
  ports: BotPorts,
  incoming: Incoming,
  speaker: Known,
  topic: string | undefined,
): Promise<Reply> {
  if (topic !== undefined && !isTopic(ports, speaker, topic)) return noSuchTopic(ports, incoming, speaker, topic);
  if (topic !== undefined) return draw(ports, speaker, topic);
  const last = await lastAsked(ports, speaker);
  const most = await askedMost(ports, examplesOf(ports, speaker));
  const first = [
    { title: 'What you asked for last', words: [], says: last, most: 3 },
    { title: last.length > 0 ? 'What is asked most here' : 'To begin with', words: [], says: most, most: 4 },
  ].filter(({ says }) => says.length > 0);
  const known = wholeHelp.get(ports.rules()) ?? new Map<string, Reply>();
  wholeHelp.set(ports.rules(), known);
  const key = JSON.stringify([[...rolesOf(speaker)].sort(), last, most]);
  const reply = known.get(key) ?? draw(ports, speaker, undefined, first);
  if (known.size >= mostKept) known.clear();
  known.set(key, reply);
  return reply;
}

/** The whole help is the same for all who may do the same and asked for the same last, until warden.yaml changes. */
const wholeHelp = new WeakMap<object, Map<string, Reply>>();
const mostKept = 200;

function draw(ports: BotPorts, speaker: Known, topic: string | undefined, first: readonly Section[] = []): Reply {
  const told = new Set(first.flatMap(({ says }) => says));
  const rest = sectionsFor(ports, speaker).map((one) => ({ ...one, says: one.says.filter((say) => !told.has(say)) }));
  const all = [...first, ...rest.filter(({ says }) => says.length > 0)];
  const named = topic === undefined ? [] : all.filter((section) => fits(section, topic));
  const wanted = named.length > 0 || topic === undefined ? named : saying(all, topic);
  const sections = wanted.length > 0 ? wanted : overview(all);
  const whole = wanted.length > 0 && topic !== undefined;
  return ports.drawer.help({
    lead: leadOf(ports, speaker, topic),
    sections: sections.map((section) => ({
      title: section.title,
      lines: linesOf(section, whole ? topic : undefined).map((say) => ({ say })),
    })),
  });
}

function isTopic(ports: BotPorts, speaker: Known, topic: string): boolean {
  const all = sectionsFor(ports, speaker);
  return all.some((section) => fits(section, topic)) || saying(all, topic).length > 0;
}

/** Short: the topics that may have been meant, or else where to begin. */
async function noSuchTopic(ports: BotPorts, incoming: Incoming, speaker: Known, topic: string): Promise<Reply> {
  const all = sectionsFor(ports, speaker);
  const words = all.flatMap((section) => section.words.map((word) => ({ word, section })));
  const near = nearNames(
    topic,
    words.map(({ word }) => word),
  ).near.flatMap((name) => words.find(({ word }) => word === name) ?? []);
  const once = near.filter(({ section }, i) => near.findIndex((one) => one.section === section) === i);
  const topics = once.map(({ word, section }) => ({
    kind: 'type' as const,
    title: section.title,
    text: `help ${word}`,
  }));
  const starts = ['help', ...startersOf(ports, speaker)].map((say) => ({
    kind: 'type' as const,
    title: say,
    text: say,
  }));
  return drawAnswer(ports, incoming, {
    title: 'No such topic',
    lead: `I have no help on «${topic}».${topics.length > 0 ? ' Did you mean one of these?' : ' Begin with one of these:'}`,
    actions: topics.length > 0 ? topics : starts,
  });
}

/** No section is called so, but what is asked may hold the word: «help pin», «help outlook». */
function saying(all: readonly Section[], topic: string): readonly Section[] {
  const word = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(singular(topic))}`, 'iu');
  const fitting = all.map((section) => ({
    ...section,
    says: [...section.says, ...(section.also ?? [])].filter((say) => word.test(say)),
  }));
  return fitting.filter(({ says }) => says.length > 0);
}

/** Sections of one sort become one, with the first sentence of each: all of them would be a wall of text. */
function overview(all: readonly Section[]): readonly Section[] {
  const titles = [...new Set(all.map(({ under, title }) => under ?? title))];
  return titles.map((title) => {
    const some = all.filter((section) => (section.under ?? section.title) === title);
    const says = some.flatMap(({ says, most, under }) => says.slice(0, most ?? (under === undefined ? perSection : 1)));
    return { title, words: [], says };
  });
}

function leadOf(ports: BotPorts, speaker: Known, topic: string | undefined): string {
  if (topic === undefined) return `This is what you can ask, in your own words; ${more} tells all about one of them:`;
  const { families, writes } = ports.rules();
  const family = familySections(families).find((section) => fits(section, topic));
  if (family && writes && !rolesOf(speaker).has('requestor'))
    return `Only requestors ask for changes of this kind (${family.title}). This is what you can ask:`;
  return 'This is what you can ask, in your own words:';
}

/** All of a section that is asked for; of one about many things, the sentences about this one. */
function linesOf({ says, isMixed }: Section, topic: string | undefined): readonly string[] {
  if (topic === undefined) return says;
  const about = says.filter((say) => say.toLowerCase().includes(singular(topic)));
  return isMixed && about.length > 0 ? about : says;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function singular(topic: string): string {
  return topic.toLowerCase().replace(/s$/, '');
}

/** Every sentence this person may say; misunderstood ones are answered with the nearest of them. */
export function examplesOf(ports: BotPorts, speaker: Known): readonly string[] {
  return sectionsFor(ports, speaker).flatMap(({ says }) => says);
}

/** The few to begin with. */
export function startersOf(ports: BotPorts, speaker: Known): readonly string[] {
  const all = examplesOf(ports, speaker);
  return [...new Set([...all.slice(0, 1), 'check readiness', 'list policies'])].filter((one) => all.includes(one));
}

const more = '«help firewall», «help devices» or the like';

interface Section {
  readonly title: string;
  /** The sort of sections it is one of, where only the sorts are told. */
  readonly under?: string;
  readonly words: readonly string[];
  readonly says: readonly string[];
  /** How many of them are told where all sections are. */
  readonly most?: number;
  /** More that is only told to who asks for a word in it. */
  readonly also?: readonly string[];
  /** Its sentences are about different things. */
  readonly isMixed?: true;
}

function sectionsFor(ports: BotPorts, speaker: Known): readonly Section[] {
  const { families, writes } = ports.rules();
  const may = rolesOf(speaker);
  const ask = writes && may.has('requestor') ? familySections(families) : [];
  const dry = may.has('requestor')
    ? [
        {
          title: 'Try without changing',
          words: ['what if', 'dry run'],
          says: ['what if I set max threat level low for Outlook?'],
        },
      ]
    : [];
  const decide =
    may.has('approver') && writes
      ? [
          {
            title: 'Decide',
            words: ['approve', 'approvals', 'changes'],
            says: ['which changes are waiting for approval?', 'approve 12', 'reject 12'],
          },
        ]
      : [];
  const act = writes && may.has('requestor') ? operationSections(families) : [];
  return [
    ...decide,
    ...ask,
    ...act,
    ...dry,
    ...alertSections(may),
    ...emergencySections(may),
    ...questionSections(families),
    changeSection(may.has('requestor') && writes),
  ];
}

function rolesOf({ rights }: Known): ReadonlySet<Role> {
  return new Set([...rights.roles, ...Object.values(rights.byFamily).flatMap((some) => [...some])]);
}

function familySections(families: Families): readonly Section[] {
  return [...families.values()].map((family) => {
    const [first, ...rest] = family.examples;
    // The first example, then one of each act, then the rest: the few that are shown tell the most.
    const acts = rest.filter(({ act }) => act !== undefined);
    const ordered = [...(first ? [first] : []), ...acts, ...rest.filter(({ act }) => act === undefined)];
    const words = [...family.words, family.id];
    return { title: family.title, under: 'Policies', words, says: ordered.map(({ say }) => say) };
  });
}

function operationSections(families: Families): readonly Section[] {
  const fit = [...operations.values()].filter((one) => one.families.every((id) => families.has(id)));
  return fit.map(({ title, words, examples }) => ({
    title,
    under: 'Groups, devices and people',
    words,
    says: examples,
  }));
}

function questionSections(families: Families): readonly Section[] {
  const fit = [...questions.values()].filter((kind) => kind.families.every((id) => families.has(id)));
  return questionTopics.map(({ topic, title, words }) => ({
    title,
    words,
    says: fit.filter((kind) => kind.topic === topic).flatMap((kind) => kind.examples.slice(0, 1)),
    also: fit.filter((kind) => kind.topic === topic).flatMap((kind) => kind.examples.slice(1)),
    isMixed: true,
  }));
}

/** What is done about alerts, by whom. */
function alertSections(may: ReadonlySet<Role>): readonly Section[] {
  const quiets = may.has('requestor') || may.has('approver');
  const says = [
    ...(quiets ? ['silence LAPTOP-042 for 2 hours because it is being rebuilt'] : []),
    ...(may.has('approver') ? ['silence Windows for 1 day because of the update'] : []),
    ...(quiets ? ['end silence 3'] : []),
    ...(may.has('owner') ? ['subscribe to high threats on Windows', 'unsubscribe'] : []),
  ];
  const words = ['alerts', 'silence', 'silences', 'mute', 'subscribe', 'subscriptions'];
  return says.length > 0 ? [{ title: 'Alerts', words, says }] : [];
}

function emergencySections(may: ReadonlySet<Role>): readonly Section[] {
  const says = [
    ...(may.has('approver') || may.has('owner') ? ['stop all changes because of an incident'] : []),
    ...(may.has('owner') ? ['lift the stop'] : []),
  ];
  const words = ['stop', 'emergency', 'incident', 'freeze', 'halt'];
  return says.length > 0 ? [{ title: 'In an emergency', words, says }] : [];
}

const questionTopics = [
  {
    topic: 'policies',
    title: 'Questions about policies',
    words: ['questions', 'show', 'list', 'readiness', 'policies', 'connector'],
  },
  {
    topic: 'devices',
    title: 'Questions about devices, people and groups',
    words: ['questions', 'devices', 'people', 'groups', 'compliance', 'onboarding'],
  },
  {
    topic: 'alerts',
    title: 'Questions about alerts',
    words: ['questions', 'alerts', 'silences', 'subscriptions'],
  },
  { topic: 'record', title: 'Questions about what was done', words: ['questions', 'audit', 'history'] },
] as const satisfies readonly { readonly topic: Topic; readonly title: string; readonly words: readonly string[] }[];

function changeSection(mayAsk: boolean): Section {
  const says = ['show change 12', ...(mayAsk ? ['revert change 12', 'cancel change 12'] : [])];
  return { title: 'Changes', words: ['change', 'changes', 'revert', 'cancel', 'undo'], says };
}

function fits(section: Section, topic: string): boolean {
  const typed = singular(topic);
  // «ca» is Conditional Access, and no part of «frobnicate» or «cancel».
  const begins = new RegExp(
    `(?<![\\p{L}\\p{N}])${escaped(typed)}${typed.length > 3 ? '' : '(?![\\p{L}\\p{N}])'}`,
    'iu',
  );
  const names = [section.title, ...section.words].map((word) => word.toLowerCase());
  return names.some((word) => begins.test(word) || ` ${topic.toLowerCase()} `.includes(` ${word} `));
}
