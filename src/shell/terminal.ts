import type { Person } from '../core/change';
import type { Conversation, Incoming } from '../ports';
import type { Screen, Shown } from './screen';

/** A chat of several people on one terminal: `omar> text` speaks as Omar, `(approve)` presses a button. */

export type Said =
  | { readonly kind: 'leave' }
  | { readonly kind: 'nothing'; readonly who: Person }
  /** «as Ada», who is not one of them. */
  | { readonly kind: 'nobody'; readonly who: Person; readonly name: string }
  | { readonly kind: 'text'; readonly who: Person; readonly text: string }
  | { readonly kind: 'press'; readonly who: Person; readonly button: string; readonly reason: string };

/** Reads one line; without a name it is the one who spoke last. */
export function readLine(line: string, last: Person, people: readonly Person[]): Said {
  if (/^\s*(exit|quit|bye)\s*$/i.test(line)) return { kind: 'leave' };
  const switched = /^\s*as\s+(\p{L}+)(?:\s+\p{L}+)?\s*[.!]?\s*$/iu.exec(line)?.[1];
  if (switched !== undefined) {
    const who = personCalled(switched, people);
    return who ? { kind: 'nothing', who } : { kind: 'nobody', who: last, name: switched };
  }
  const named = /^\s*(\p{L}+)\s*>\s*(.*)$/u.exec(line);
  const found = personCalled(named?.[1], people);
  const who = found ?? last;
  const rest = (found ? (named?.[2] ?? '') : line).trim();
  if (rest === '') return { kind: 'nothing', who };
  const pressed = /^\((.+?)\)(?:\s+["“](.*)["”])?$/.exec(rest);
  if (pressed) return { kind: 'press', who, button: pressed[1] ?? '', reason: pressed[2] ?? '' };
  return { kind: 'text', who, text: rest };
}

function personCalled(name: string | undefined, people: readonly Person[]): Person | undefined {
  return people.find((person) => firstName(person) === name?.toLowerCase());
}

export interface Terminal {
  readonly conversation: Conversation;
  speaker(): Person;
  speakAs(who: Person): void;
  /** What the bot gets of a line; undefined when there is nothing to give, which was then said. */
  whatOf(said: Exclude<Said, { kind: 'leave' }>, screen: Screen): Incoming['what'] | undefined;
  show(shown: Shown): void;
  greet(): void;
  prompt(): void;
}

/** `tenantId`: the organization of the people, since nothing is posted to any other. */
export function startTerminal(people: readonly Person[], tenantId: string, write: (text: string) => void): Terminal {
  const [first] = people;
  if (!first) throw new RangeError('A terminal needs people.');
  let who = first;
  const shownTexts = new Map<string, string>();
  let newest = '';
  const names = people.map(firstName).join(', ');
  const prompt = () => write(`\n${firstName(who)}> `);
  return {
    conversation: { id: here, kind: 'groupChat', tenantId, serviceUrl: '', reference: null },
    speaker: () => who,
    speakAs(next) {
      who = next;
    },
    whatOf(said, screen) {
      if (said.kind === 'nothing') return undefined;
      if (said.kind === 'nobody') {
        write(`There is nobody called ${said.name} here, only ${names}.\n`);
        return undefined;
      }
      if (said.kind === 'text') return { kind: 'text', text: said.text };
      const found = screen.button(here, said.button);
      if (!found) {
        write(`There is no button (${said.button}) here.\n`);
        return undefined;
      }
      const inputs = said.reason === '' ? {} : { reason: said.reason };
      const { verb, token } = found.button;
      return { kind: 'press', verb, token, inputs, card: found.card, automatic: false };
    },
    show({ conversation, message, activityId, how, mentions }) {
      const before = shownTexts.get(activityId);
      // The answer to a press and the redrawn card are the same thing on one screen.
      if (before === message.text) return;
      shownTexts.set(activityId, message.text);
      // A chat redraws cards further up in silence; here each would be a screenful, so only its new state is told.
      if (how === 'updated' && activityId !== newest) {
        if (before === undefined || headOf(before) !== headOf(message.text)) write(`↻ ${headOf(message.text)}\n`);
        return;
      }
      newest = activityId;
      const to = mentions.length > 0 ? `@${mentions.join(' @')} ` : '';
      const where = conversation === here ? '' : 'In the channel: ';
      write(`${where}${to}${message.text}\n`);
    },
    greet() {
      write(
        `Warden on the practice tenant. People: ${names}. «as omar» or «omar> text» speaks as Omar, «(approve)» presses a button, «exit» ends.\n`,
      );
      write('Try: set max threat level Medium for Outlook, block access\n');
      prompt();
    },
    prompt,
  };
}

const here = 'terminal';

/** What a card is, and how it stands. */
function headOf(text: string): string {
  return text.split('\n').slice(0, 2).join(' · ');
}

function firstName(person: Person): string {
  return (person.name.split(' ')[0] ?? '').toLowerCase();
}
