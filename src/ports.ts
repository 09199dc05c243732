import type { Alert, AlertGroup, Condition, Member, Phases, Silence, Subscription } from './core/alert';
import type { Role } from './core/approval';
import type { AuditEntry, AuditRecord } from './core/audit';
import type { Assumed, Change, Person, Reach, StatusKind, Step } from './core/change';
import type { Device } from './core/device';
import type { GraphVersion } from './core/family';
import type { Entity } from './core/snapshot';
import type { ActRequest, AlertRequest, CreateRequest, Reading, Request, SeveralRequest } from './core/request';

/** What we need of the world, in our words. Edges implement it; nothing above them knows how. */

// ---------------------------------------------------------------- clock and log

export interface Clock {
  now(): Date;
  /** An opaque random token, unguessable (at least 128 bits), safe in JSON and URLs. */
  token(): string;
}

/** Static message, facts beside it; never a token, a secret or a message body. */
export interface Log {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}
export type Facts = Readonly<Record<string, unknown>>;

// ---------------------------------------------------------------- Graph

export interface GraphPath {
  readonly version: GraphVersion;
  /** Path and query without host and version, starting with a slash; values in it are already encoded. */
  readonly path: string;
  /** Sends `ConsistencyLevel: eventual`, which counts and searches need. */
  readonly eventual?: boolean;
  readonly signal?: AbortSignal;
}

export interface GraphWrite extends GraphPath {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: Entity;
  /** Why it is asked for, in words for the second admin, where Intune wants one of its own. */
  readonly justification?: string;
  /** What Intune gave when it filed the request: the very same request with it is carried out once it is approved. */
  readonly approvalCode?: string;
}

export interface GraphAnswer {
  readonly status: number;
  readonly body: Entity | null;
  /** Graph's `request-id`, for the audit. */
  readonly requestId: string | null;
}

/** Reads retry 429, 5xx and broken connections; writes only what is surely not done yet (429, refused connection). */
export interface Graph {
  /** Where bodies name objects by their address, as `@odata.bind` wants: what stands before the version. */
  readonly root: string;
  get(at: GraphPath): Promise<Entity>;
  /** All pages, following `@odata.nextLink`. */
  list(at: GraphPath): Promise<readonly Entity[]>;
  /** Page by page, for those who stop early. */
  pages(at: GraphPath): AsyncIterable<readonly Entity[]>;
  /** One page: the first, or the one a link of a former page leads to; so a long reading can go on after a restart. */
  page(at: GraphPath, link?: string): Promise<Page>;
  /** `…/$count`, or the count of a filtered collection. */
  count(at: GraphPath): Promise<number>;
  /** A POST that only reads (`checkMemberGroups`, `getByIds`); retried like a read. */
  ask(at: GraphPath, body: Entity): Promise<Entity>;
  write(write: GraphWrite): Promise<GraphAnswer>;
  /** The application permissions (`roles`) in the token now in use. */
  permissions(): Promise<ReadonlySet<string>>;
  /** The id of the application whose token is now in use. */
  application(): Promise<string>;
}

export interface Page {
  readonly rows: readonly Entity[];
  readonly next?: string;
  /** Of all pages, where `$count=true` was asked for and is heard. */
  readonly count?: number;
}

/** A page whose rows are read one by one, since of most of them a glance is enough. */
export interface UnreadPage {
  /** Missing where the page is not written as expected. */
  readonly rows?: UnreadRows;
  readonly next?: string;
  /** All rows read. */
  readonly whole: () => readonly Entity[];
}

export interface UnreadRows {
  readonly length: number;
  /** The two halves of a mark for each row: 64 bits for all it says but one property. Zeros where it has none. */
  readonly lows: Uint32Array;
  readonly highs: Uint32Array;
  /** Whether the property that the mark leaves out is a text that comes after this one. */
  readonly isLater: (row: number, text: string) => boolean;
  /** Throws where a row turns out to be none: then they have to be read whole. */
  readonly read: (row: number) => Entity;
}

/** Of a row: all it says in 64 bits. */
export interface Mark {
  readonly low: number;
  readonly high: number;
}

/** Graph was asked and said no. `say` is a sentence for the person, naming a missing permission where there is one. */
export class GraphRefused extends Error {
  override readonly name = 'GraphRefused';
  readonly retryable = false;
  constructor(
    readonly status: number,
    readonly code: string,
    readonly say: string,
    readonly facts: {
      readonly requestId?: string | null;
      readonly missing?: readonly string[];
      readonly doing?: string;
    } = {},
  ) {
    super(`${facts.doing ?? 'Graph'}: ${status} ${code}: ${say}`);
  }
}

/** Intune wants a second admin of its own and has filed the request under this code. Nothing was written. */
export class GraphAwaitsApproval extends Error {
  override readonly name = 'GraphAwaitsApproval';
  readonly retryable = false;
  constructor(readonly code: string) {
    super('Intune wants an approval of its own (multi admin approval).');
  }
}

/**
 * Graph was not reached, or did not answer. `sent`: the call may have had its effect. `retryAfterSeconds`: how long it
 * wants not to be asked.
 */
export class GraphUnreachable extends Error {
  override readonly name = 'GraphUnreachable';
  readonly retryable = true;
  readonly retryAfterSeconds: number | undefined;
  constructor(
    readonly say: string,
    readonly sent: boolean,
    {
      retryAfterSeconds,
      ...options
    }: { readonly cause?: unknown; readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(say, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

// ---------------------------------------------------------------- chat

export type CardJson = Readonly<Record<string, unknown>>;

/** A message to show. `text` is the card in words, for the shell, the log and clients without cards. */
export interface Message {
  readonly text: string;
  readonly card?: CardJson;
  /** One line for notifications and screen readers. */
  readonly summary: string;
  readonly mentions?: readonly Pick<Person, 'teamsId' | 'name'>[];
}

/** A place the bot can write to. `reference` is the edge's own, kept as it is. */
export interface Conversation {
  /** Without `;messageid=…`. */
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly tenantId: string;
  readonly serviceUrl: string;
  readonly team?: { readonly id: string; readonly name?: string };
  readonly name?: string;
  readonly reference: unknown;
}

/** One message or card press, from a token that was verified. */
export interface Incoming {
  /** The activity's id; with the conversation it names the message. */
  readonly id: string;
  readonly at: string;
  /** `objectId` is missing for anonymous guests: they are nobody. */
  readonly from: {
    readonly objectId?: string;
    readonly tenantId?: string;
    readonly teamsId: string;
    readonly name: string;
  };
  readonly conversation: Conversation;
  /** Root message of the thread it was said in (channels), to answer there. */
  readonly thread?: string;
  readonly localTimezone?: string;
  readonly what:
    | { readonly kind: 'text'; readonly text: string }
    | {
        readonly kind: 'press';
        readonly verb: string;
        readonly token: string;
        readonly inputs: Readonly<Record<string, string>>;
        readonly card?: string;
        readonly automatic: boolean;
      }
    | { readonly kind: 'added' };
}

/** What a turn answers at once. For a press the first one is shown to the presser. */
export type Reply = Message;

export interface Posted {
  readonly activityId: string;
  /** Where it is now: in a channel the new thread's conversation id. */
  readonly threadId?: string;
}

export interface Chat {
  /** `thread`: answer in that thread. Throws ChatRefused. */
  post(to: Conversation, message: Message, options?: { readonly thread?: string }): Promise<Posted>;
  update(to: Conversation, posted: Posted, message: Message): Promise<void>;
  /** A sign that work goes on; never throws. */
  typing(to: Conversation, thread?: string): Promise<void>;
  /** Members of a conversation, at most so many; 100 when nothing is said. */
  roster(of: Conversation, most?: number): Promise<readonly Person[]>;
}

/**
 * `unclear`: nobody can say whether it arrived. `gone`: the bot may not write there any more. `missing`: there is no such
 * conversation, or not at this moment. `messageGone`: the message that is updated or answered was deleted.
 */
export class ChatRefused extends Error {
  override readonly name = 'ChatRefused';
  constructor(
    readonly code:
      'throttled' | 'gone' | 'missing' | 'messageGone' | 'tooLarge' | 'unclear' | 'unreachable' | 'refused',
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

// ---------------------------------------------------------------- people

/** Who may do what. Looked up in Entra; a failed look-up is a no. */
export interface Rights {
  readonly roles: ReadonlySet<Role>;
  /** A member of this tenant whose account is enabled. */
  readonly member: boolean;
  /** The look-up itself failed: said to the person, and audited. */
  readonly failed?: string;
}

// ---------------------------------------------------------------- store

/** A card that was posted or shall be: one row per thing and conversation. */
export interface Card {
  /** `change:12`. */
  readonly thing: string;
  readonly conversation: string;
  readonly thread?: string;
  readonly state: 'wanted' | 'posting' | 'posted' | 'gone';
  readonly posted?: Posted;
  /** The answer to a post was once lost, so a copy may stand that nobody knows by its id. */
  readonly unclear?: boolean;
  /** Such copies, known since somebody pressed a button of theirs. */
  readonly orphans?: readonly Posted[];
  /** Hash of what it shows now; an equal card is not sent again. */
  readonly shown?: string;
}

/** What a button stands for. The token is all that travels. */
export interface Press {
  readonly token: string;
  readonly thing: string;
  readonly version: number;
  /** `approve`, `reject`, `cancel`, `refresh`, `drop`, `choose`, `revert`, `run` … */
  readonly verb: string;
  /** What the verb acts on: a part's key, a choice's number. */
  readonly argument: string;
  readonly conversation: string;
}

/** A question put back to a person, with what it will become once answered. Forgotten after 30 minutes. */
export interface Question {
  readonly id: string;
  readonly conversation: string;
  readonly person: Person;
  readonly text: string;
  readonly choices: readonly QuestionChoice[];
  readonly utterance: string;
  readonly readings: readonly Reading[];
  readonly askedIn: string;
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly state: 'open' | 'answered' | 'forgotten';
  /** The question without what was wrong with the last answer. */
  readonly asks?: string;
  /** The change that the answer amends instead of asking for one of its own. */
  readonly amends?: Amends;
  /** What a new policy still needs, when that is what was asked for; it may also be typed. */
  readonly missing?: { readonly slot: string; readonly request: CreateRequest };
  /** What is silenced once a reason is typed. */
  readonly lacksReason?: {
    readonly request: Extract<AlertRequest, { kind: 'silence' }>;
    readonly chosen: Readonly<Record<string, string>>;
  };
  /** «what if» stays what it is. */
  readonly dry?: true;
  /** The change that stopped half-way and is gone on with. */
  readonly continues?: number;
  /** What else was asked for and waits until this is answered or forgotten: one question is open at a time. */
  readonly then?: readonly {
    readonly request: Request | SeveralRequest;
    readonly utterance: string;
    readonly readings: readonly Reading[];
  }[];
}

/** What of the sentence the answer is about: a word comes in the place of one, other things are said behind it. */
export interface Amends {
  readonly change: number;
  readonly word?: string;
  readonly what?: Assumed['what'];
}

/** What a choice stands for: a request, what ends the sentence that left something open, or what to type. */
export type QuestionChoice = { readonly label: string; readonly detail?: string } & (
  | {
      readonly request: ActRequest;
      readonly chosen: Readonly<Record<string, string>>;
      /** The sentence that asks for this, where it is another one. */
      readonly utterance?: string;
    }
  | { readonly ending: string }
  /** What is asked next, to be typed. */
  | { readonly asks: string }
);

/** So many messages within so many milliseconds. */
export interface Budget {
  readonly milliseconds: number;
  readonly messages: number;
}

/** What may go out: to each conversation, and to all together. */
export interface Pace {
  readonly each: readonly Budget[];
  readonly all: Budget;
}

export interface OutboxRow {
  readonly id: number;
  /** Rows of one conversation go out in order. */
  readonly conversation: string;
  readonly what: Outgoing;
  readonly attempts: number;
  /** It may have gone out already: whoever had it before never said. */
  readonly unclear?: true;
  readonly dueAt: string;
}

/** `draw`: post or update the card of a thing as it is when its turn comes; `say`: one message of its own. */
export type Outgoing =
  | { readonly kind: 'draw'; readonly thing: string }
  | {
      readonly kind: 'say';
      readonly message: Message;
      /** Said in its place where outsiders read along: the same, and nobody is named. */
      readonly unnamed?: Message;
      readonly thread?: string;
      /** In the thread of this thing's card, which by then is posted. */
      readonly under?: string;
      /** Whoever is on call for this channel is mentioned. */
      readonly calls?: true;
    };

/** Something to do at a time; one row per key. */
export interface Due {
  readonly key: string;
  readonly at: string;
  readonly job:
    | 'apply'
    | 'resume'
    | 'expire'
    | 'remind'
    | 'reach'
    | 'forget'
    | 'return'
    | 'returnSoon'
    | 'lookBack'
    | 'anchor'
    | 'watch'
    | 'sweep'
    | 'group'
    | 'reasons'
    | 'note'
    | 'summary'
    | 'readers'
    | 'synced'
    | 'follow'
    | 'guide';
  readonly about: string;
}

/** All reads and writes of the store; the same inside and outside of a transaction. */
export interface Records {
  readonly changes: {
    /** Gives it the next number and revision 1. */
    add(change: Omit<Change, 'id' | 'revision'>): Promise<Change>;
    get(id: number): Promise<Change | undefined>;
    /** Compare-and-swap on `change.revision`: the saved change (revision + 1), or undefined when someone was faster. */
    save(change: Change): Promise<Change | undefined>;
    /** Newest first. */
    list(filter: ChangeFilter): Promise<readonly Change[]>;
    /** Open changes (needsApproval, approved, applying) that write to one of these objects. */
    openOn(objects: readonly string[]): Promise<readonly Change[]>;
    /** Reach is counted beside the life of the change, so it has no revision. */
    reach(id: number): Promise<Reach | undefined>;
    setReach(id: number, reach: Reach): Promise<void>;
  };
  readonly steps: {
    /** In the order in which they were first put. */
    list(change: number): Promise<readonly Step[]>;
    /** Insert or replace by change, version, part and key. */
    put(step: Step): Promise<void>;
  };
  readonly audit: {
    append(entry: AuditEntry): Promise<AuditRecord>;
    /** Newest first. */
    list(filter: AuditFilter): Promise<readonly AuditRecord[]>;
    /** Oldest first, those that follow this number. */
    after(sequence: number, limit: number): Promise<readonly AuditRecord[]>;
  };
  readonly conversations: {
    put(conversation: Conversation): Promise<void>;
    get(id: string): Promise<Conversation | undefined>;
    /** Any one of the tenant, to learn its service URL. */
    any(): Promise<Conversation | undefined>;
  };
  readonly people: {
    put(person: Person): Promise<void>;
    find(objectIds: readonly string[]): Promise<readonly Person[]>;
  };
  readonly cards: {
    list(thing: string): Promise<readonly Card[]>;
    get(thing: string, conversation: string): Promise<Card | undefined>;
    put(card: Card): Promise<void>;
  };
  readonly presses: {
    /** The token of this press; made by `token` when there is none yet. */
    tokenFor(press: Omit<Press, 'token'>, token: () => string): Promise<string>;
    find(token: string): Promise<Press | undefined>;
  };
  readonly questions: {
    put(question: Question): Promise<void>;
    get(id: string): Promise<Question | undefined>;
    /** Ends an open question: true for the first who does. */
    close(question: Question, state: 'answered' | 'forgotten'): Promise<boolean>;
    /** The open question to this person here, the newest first. */
    open(conversation: string, objectId: string): Promise<Question | undefined>;
  };
  readonly inbox: {
    /** True for the first who names this key; false for a redelivery. */
    claim(key: string, at: string): Promise<boolean>;
    forgetBefore(at: string): Promise<void>;
  };
  readonly outbox: {
    /** A row that waits for the same thing in the same conversation is not added twice. */
    add(row: Omit<OutboxRow, 'id' | 'attempts'>): Promise<void>;
    /**
     * Claims due rows until `until`, the oldest of each conversation first; one row per conversation. What the pace does
     * not let out yet is put off, and what is given counts as sent, for all who share the database.
     */
    take(now: string, until: string, limit: number, pace?: Pace): Promise<readonly OutboxRow[]>;
    done(id: number): Promise<void>;
    /** Tries it again at `dueAt`; `untried` when it was turned away, which is no attempt; `unclear`: it may have gone out. */
    again(id: number, dueAt: string, how?: 'untried' | 'unclear'): Promise<void>;
    /** Prolongs the claim that ran until `held`; false when it is somebody else's by now, or the row is done. */
    renew(id: number, held: string, until: string): Promise<boolean>;
    size(): Promise<number>;
    /** When the next row is due. */
    next(): Promise<string | undefined>;
  };
  readonly due: {
    set(due: Due): Promise<void>;
    /** Claims due jobs until `until`. */
    take(now: string, until: string, limit: number): Promise<readonly Due[]>;
    /** Removes it, unless it was set anew meanwhile (another `at`). */
    done(due: Due): Promise<void>;
    /** Prolongs the claim that ran until `held`; false when it is somebody else's by now, or the job is done. */
    renew(key: string, held: string, until: string): Promise<boolean>;
    next(): Promise<string | undefined>;
  };
  readonly devices: {
    /** What is known of these devices, each in its place; undefined where nothing is. */
    find(ids: readonly string[]): Promise<readonly (KnownDevice | undefined)[]>;
    /** Inserts or replaces; gives the number of each, by id. */
    put(devices: readonly StoredDevice[]): Promise<ReadonlyMap<string, number>>;
    remove(ids: readonly string[]): Promise<void>;
    /** Ids of those whose number is not among the seen, at most so many. */
    unseen(seen: (n: number) => boolean, most: number): Promise<readonly string[]>;
    /** Instants that cut the devices into so many parts of about the same size, by enrolment. */
    cuts(parts: number): Promise<readonly string[]>;
    count(): Promise<number>;
    get(id: string): Promise<Device | undefined>;
    /** Devices of this name, in any case. */
    named(name: string): Promise<readonly Device[]>;
    /** How many there are by state and platform. */
    tally(): Promise<readonly { readonly state: string; readonly platform: string; readonly devices: number }[]>;
  };
  readonly alerts: {
    find(devices: readonly string[]): Promise<readonly Alert[]>;
    /** Insert or replace by device and condition. */
    put(alerts: readonly Alert[]): Promise<void>;
    firing(limit: number): Promise<readonly Alert[]>;
    /** Resolved before that instant and in no group that lives. */
    forgetBefore(at: string): Promise<void>;
  };
  readonly groups: {
    /** Gives it the next number and revision 1. */
    add(group: Omit<AlertGroup, 'id' | 'revision'>): Promise<AlertGroup>;
    get(id: number): Promise<AlertGroup | undefined>;
    /** Compare-and-swap on `group.revision`. */
    save(group: AlertGroup): Promise<AlertGroup | undefined>;
    /** The newest of this key that is not over. */
    current(key: string): Promise<AlertGroup | undefined>;
    /** Not over, the newest first. */
    living(conversation?: string): Promise<readonly AlertGroup[]>;
    /** Living groups with those of these devices whose alerts of this condition they hold. */
    holding(
      condition: Condition,
      devices: readonly string[],
    ): Promise<readonly { readonly group: AlertGroup; readonly devices: readonly string[] }[]>;
    join(id: number, devices: readonly string[]): Promise<void>;
    leave(id: number, devices: readonly string[]): Promise<void>;
    members(group: AlertGroup): Promise<readonly Member[]>;
    /** What people were told of these members. */
    tell(id: number, told: string, devices: readonly string[]): Promise<void>;
  };
  readonly silences: {
    add(silence: Omit<Silence, 'id'>): Promise<Silence>;
    get(id: number): Promise<Silence | undefined>;
    put(silence: Silence): Promise<void>;
    /** Those that end after this instant. */
    endingAfter(at: string): Promise<readonly Silence[]>;
  };
  readonly subscriptions: {
    put(subscription: Subscription): Promise<void>;
    remove(conversation: string): Promise<void>;
    list(): Promise<readonly Subscription[]>;
  };
  /** Things of which there is one, by name: a switch, how far a log was read. Who reads one parses it. */
  readonly marks: {
    get(name: string): Promise<Readonly<Record<string, unknown>> | undefined>;
    put(name: string, record: Readonly<Record<string, unknown>>): Promise<void>;
    remove(name: string): Promise<void>;
  };
  readonly leases: {
    /** A fence number that grows with each new holder; undefined while another holds it. */
    take(name: string, holder: string, now: string, until: string): Promise<number | undefined>;
    /** True while this holder's lease with this fence runs. */
    holds(name: string, holder: string, fence: number, now: string): Promise<boolean>;
    /** Who holds it now. */
    holder(name: string, now: string): Promise<string | undefined>;
    release(name: string, holder: string, fence: number): Promise<void>;
    /** Forgets the leases that ran out before this and those that were given back; their fences begin anew. */
    forgetBefore(at: string): Promise<void>;
  };
}

/** What the sweep compares a device with. */
export interface KnownDevice {
  /** A small number of its own, for a set of bits. */
  readonly n: number;
  readonly phases: Phases;
  /** Of what only describes it, such as its name. */
  readonly hash: number;
}

export interface StoredDevice {
  readonly device: Device;
  readonly phases: Phases;
  readonly hash: number;
}

export interface ChangeFilter {
  readonly status?: readonly StatusKind[];
  readonly requestor?: string;
  readonly conversation?: string;
  readonly limit: number;
}

export interface AuditFilter {
  readonly since?: string;
  readonly policy?: string;
  readonly actor?: string;
  readonly change?: number;
  readonly limit: number;
}

export interface Store extends Records {
  /** Everything inside is one transaction. Only the store is awaited inside: no Graph, no chat. */
  transaction<T>(work: (records: Records) => Promise<T>): Promise<T>;
  /** What time it is for all who share this database. Throws when the database is not reached. */
  now(): Promise<Date>;
  close(): Promise<void>;
}
