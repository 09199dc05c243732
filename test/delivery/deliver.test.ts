import { loadTemplates } from '../../src/card-templates';
import { planOf } from '../../src/core/plan';
import { families } from '../../src/families';
import { ChatRefused, type Chat } from '../../src/ports';
import type { Screen } from '../../src/shell/screen';
import { drawerFor } from '../../src/views/drawer';
import { aChange } from '../support/builders';
import { aWorld, channel, incoming, people, personal, type World } from '../support/world';

const sentence = 'set max threat level Medium for Outlook on iOS';
let world: World;
afterEach(() => world.close());

/** Refuses so many posts with this, then lets them through. */
function refusing(
  times: number,
  refusal: () => Error,
): { readonly chat: (screen: Screen) => Chat; readonly posts: () => number } {
  let left = times;
  let posts = 0;
  return {
    posts: () => posts,
    chat: (screen) => ({
      ...screen,
      post: (to, message, options) => {
        posts++;
        return left-- > 0 ? Promise.reject(refusal()) : screen.post(to, message, options);
      },
    }),
  };
}

/** What Teams sends by itself when somebody looks at the card. */
async function refreshOf() {
  const press = world.pressOf('ana', 'cancel');
  const { id: conversation } = personal('ana');
  const refresh = { thing: 'change:1', version: 1, verb: 'refresh', argument: '', conversation };
  const token = await world.store.presses.tokenFor(refresh, () => 'refresh-token-of-the-test');
  return { ...press, what: { ...press.what, verb: 'refresh', token, automatic: true } as typeof press.what };
}

const drawer = drawerFor({ templates: loadTemplates(), families });

function fail(why: string): never {
  throw new TypeError(why);
}

const cards = () => world.shown.filter(({ how, message }) => how === 'posted' && message.card !== undefined);

const toldOfLoss = () =>
  world.shown.filter(
    ({ conversation, message }) => conversation === personal('priya').id && /can no longer post/.test(message.text),
  );

const inChannel = () => world.shown.filter(({ conversation, message }) => conversation === channel.id && message.card);

/** Refuses so many updates of the channel's card with this, and its posts into a thread. */
function deleted(times: number, code: ChatRefused['code']) {
  let left = times;
  return (screen: Screen): Chat => ({
    ...screen,
    update: (to, posted, message) =>
      to.id === channel.id && left-- > 0
        ? Promise.reject(new ChatRefused(code, code))
        : screen.update(to, posted, message),
  });
}

describe('delivery', () => {
  test('waits as Teams tells it when it is throttled, and posts once', async () => {
    const teams = refusing(2, () => new ChatRefused('throttled', 'slow down', 20));
    world = await aWorld({ chat: teams.chat, rules: { approvalsChannel: undefined } });
    await world.say('ana', sentence);
    await world.later(10_000);
    expect(cards()).toHaveLength(0);

    await world.later(15_000);
    await world.later(25_000);

    expect(cards()).toHaveLength(1);
  });

  test('says names of the tenant so that they turn nothing around and stay on their line', async () => {
    world = await aWorld();
    const text = 'Your device LAP\u202eTOP\u0007 does not meet the rules.\nIt keeps {{DATE(x)}} its access.';
    await world.store.outbox.add({
      conversation: personal('ben').id,
      what: { kind: 'say', message: { text, summary: text } },
      dueAt: '2026-03-02T09:00:00.000Z',
    });

    await world.later(1000);

    const told = world.shown.filter(({ conversation }) => conversation === personal('ben').id).at(-1);
    expect(told?.message.text).toMatch(/^Your device LAPTOP does not meet the rules\.\nIt keeps \{.?\{DATE/u);
    expect(told?.message.summary).not.toMatch(/[\u202e\u0007\n]/);
  });

  test('posts once more when nobody can say whether it arrived, and then waits for news', async () => {
    const teams = refusing(2, () => new ChatRefused('unclear', 'no answer'));
    world = await aWorld({ chat: teams.chat, rules: { approvalsChannel: undefined } });
    await world.say('ana', sentence);
    await world.later(60_000);
    await world.later(3_600_000);

    expect(teams.posts()).toBe(2);
    expect((await world.store.cards.get('change:1', personal('ana').id))?.state).toBe('posting');
    expect(world.logged.some(({ message }) => message.startsWith('a card may stand twice'))).toBe(true);
  });

  test.each(['a press', 'a refresh'])('updates the copy nobody knew of once %s names it', async (how) => {
    let lost = true;
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        async post(to, message, options) {
          const posted = await screen.post(to, message, options);
          if (message.card === undefined || !lost) return posted;
          lost = false;
          throw new ChatRefused('unclear', 'no answer');
        },
      }),
      rules: { approvalsChannel: undefined },
    });
    await world.say('ana', sentence);
    await world.later(60_000);
    expect(cards()).toHaveLength(2);
    const press = how === 'a press' ? world.pressOf('ana', 'cancel') : await refreshOf();

    await world.bot.handle({ ...press, what: { ...press.what, card: 'the first' } as typeof press.what });
    await world.bot.settle();

    const card = await world.store.cards.get('change:1', personal('ana').id);
    expect(card?.orphans).toEqual([{ activityId: 'the first' }]);
    if (how === 'a refresh') await world.press('ana', 'cancel');
    expect(world.shown.filter((one) => one.how === 'updated')).toHaveLength(2);
  });

  test('makes smaller what Teams finds too large, and at last sends its words', async () => {
    const sizes: (number | undefined)[] = [];
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post(to, message, options) {
          sizes.push(message.card && JSON.stringify(message.card).length);
          return message.card
            ? Promise.reject(new ChatRefused('tooLarge', 'too large'))
            : screen.post(to, message, options);
        },
      }),
      rules: { approvalsChannel: undefined },
    });
    await world.say('ana', sentence);

    expect(sizes.at(-1)).toBeUndefined();
    expect(sizes.slice(0, -1)).toEqual([...sizes.slice(0, -1)].sort((a, b) => (b ?? 0) - (a ?? 0)));
    expect(world.shown.map(({ message }) => message.text).join()).toContain('Max allowed device threat level');
    expect(await world.store.outbox.size()).toBe(0);
  });

  test.each(['gone', 'missing'] as const)('tells an owner once that a channel is %s', async (code) => {
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post: (to, message, options) =>
          to.id === channel.id ? Promise.reject(new ChatRefused(code, code)) : screen.post(to, message, options),
        roster: (of) => (of.id === channel.id ? Promise.reject(new ChatRefused('missing', code)) : screen.roster(of)),
      }),
    });
    await world.say('priya', 'help');
    await world.say('ana', sentence);
    if (code === 'missing') expect(toldOfLoss()).toHaveLength(0);
    await world.later(60_000);
    await world.say('ana', 'set max threat level Low for Outlook on Android');

    expect(toldOfLoss()).toHaveLength(1);
    expect(await world.store.outbox.size()).toBe(0);
    expect((await world.store.audit.list({ limit: 100 })).filter(({ kind }) => kind === 'channel.lost')).toHaveLength(
      1,
    );
  });

  test('posts a card anew whose message was deleted, and updates that from then on', async () => {
    world = await aWorld({ chat: deleted(1, 'messageGone') });
    await world.say('priya', 'help');
    await world.say('ana', sentence);
    await world.say('priya', 'stop all changes');
    await world.say('priya', 'lift the stop');

    expect(inChannel().map(({ how }) => how)).toEqual(['posted', 'posted', 'updated']);
    expect(toldOfLoss()).toEqual([]);
  });

  test('believes no single answer that a conversation is missing', async () => {
    world = await aWorld({ chat: deleted(1, 'missing') });
    await world.say('priya', 'help');
    await world.say('ana', sentence);
    await world.say('priya', 'stop all changes');
    expect(inChannel().map(({ how }) => how)).toEqual(['posted']);
    await world.later(60_000);

    expect(inChannel().map(({ how }) => how)).toEqual(['posted', 'updated']);
    expect(toldOfLoss()).toEqual([]);
  });

  test('posts a card anew when it stays missing where people still are', async () => {
    world = await aWorld({ chat: deleted(2, 'missing') });
    await world.say('priya', 'help');
    await world.say('ana', sentence);
    await world.say('priya', 'stop all changes');
    await world.later(60_000);
    await world.later(10_000);

    expect(inChannel().map(({ how }) => how)).toEqual(['posted', 'posted']);
    expect(toldOfLoss()).toEqual([]);
  });

  test('says in the channel what belongs into a thread whose first message was deleted', async () => {
    const threads: (string | undefined)[] = [];
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post: (to, message, options) => {
          if (to.id === channel.id && !message.card) threads.push(options?.thread);
          return options?.thread !== undefined && to.id === channel.id
            ? Promise.reject(new ChatRefused('messageGone', 'deleted'))
            : screen.post(to, message, options);
        },
      }),
    });
    await world.say('ana', sentence);

    const card = await world.store.cards.get('change:1', channel.id);
    expect(threads).toEqual([card?.posted?.activityId, undefined]);
    expect(threads[0]).toMatch(/^m\d$/);
    expect(await world.store.outbox.size()).toBe(0);
  });

  test('counts what it says again without knowing whether it was heard', async () => {
    let lost = true;
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post: async (to, message, options) => {
          const posted = await screen.post(to, message, options);
          if (to.id !== channel.id || message.card || !lost) return posted;
          lost = false;
          throw new ChatRefused('unclear', 'no answer');
        },
      }),
    });
    await world.say('ana', sentence);
    await world.later(60_000);
    await world.later(3_600_000);

    const said = world.shown.filter(({ message }) => message.text.includes('waits for a decision'));
    expect(said).toHaveLength(2);
    expect(world.logged.filter(({ message }) => message.startsWith('a message may stand twice'))).toHaveLength(1);
  });

  test('believes that a lost channel is back when the bot is added there', async () => {
    let gone = true;
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post: (to, message, options) =>
          to.id === channel.id && gone
            ? Promise.reject(new ChatRefused('gone', 'removed'))
            : screen.post(to, message, options),
      }),
    });
    await world.say('ana', sentence);
    expect(await world.store.marks.get(`lost:${channel.id}`)).toBeDefined();
    gone = false;
    await world.bot.handle({ ...incoming('priya', channel, 'added', world.clock, { kind: 'added' }) });

    expect(await world.store.marks.get(`lost:${channel.id}`)).toBeUndefined();
  });

  test('gives up a conversation that is gone, and goes on with the others', async () => {
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post: (to, message, options) =>
          to.id === channel.id ? Promise.reject(new ChatRefused('gone', 'gone')) : screen.post(to, message, options),
      }),
    });
    await world.say('ana', sentence);

    expect(cards().map(({ conversation }) => conversation)).toEqual([personal('ana').id]);
    expect((await world.store.cards.get('change:1', channel.id))?.state).toBe('gone');
    expect(await world.store.outbox.size()).toBe(0);
  });

  test('posts nothing to the team of another organization', async () => {
    world = await aWorld();
    await world.store.conversations.put({ ...channel, tenantId: '99999999-9999-4999-8999-999999999999' });
    await world.say('ana', sentence);

    expect(cards().map(({ conversation }) => conversation)).toEqual([personal('ana').id]);
    expect(world.logged.some(({ message }) => message === 'message given up')).toBe(true);
  });

  test('draws a card as it is when its turn comes', async () => {
    const teams = refusing(1, () => new ChatRefused('throttled', 'slow down', 20));
    world = await aWorld({ chat: teams.chat, rules: { approvalsChannel: undefined } });
    await world.say('ana', sentence);
    const token = await world.store.presses.tokenFor(
      { thing: 'change:1', version: 1, verb: 'cancel', argument: '', conversation: personal('ana').id },
      () => 'cancel-token-of-the-test',
    );
    await world.bot.handle({
      id: 'p',
      at: '',
      from: {
        objectId: 'aaaaaaaa-0000-4000-8000-000000000001',
        tenantId: personal('ana').tenantId,
        teamsId: '29:ana',
        name: 'Ana Ruiz',
      },
      conversation: personal('ana'),
      what: { kind: 'press', verb: 'cancel', token, inputs: {}, automatic: false },
    });

    await world.later(25_000);

    expect(cards().map(({ message }) => /Cancelled/.test(message.text))).toEqual([true]);
  });

  test('logs a message that cannot be made, and does not hold up the rest', async () => {
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        post: (to, message, options) =>
          message.card ? Promise.reject(new TypeError('broken')) : screen.post(to, message, options),
      }),
      rules: { approvalsChannel: undefined },
    });
    await world.say('ana', sentence);
    for (let i = 0; i < 8; i++) await world.later(120_000);

    expect(await world.store.outbox.size()).toBe(0);
    expect(world.logged.some(({ level }) => level === 'error')).toBe(true);
  });

  test('does not take for sent what could not be drawn', async () => {
    const teams = refusing(1, () => new ChatRefused('throttled', 'slow down', 20));
    world = await aWorld({ chat: teams.chat, rules: { approvalsChannel: undefined } });
    await world.say('ana', sentence);
    const broken = world.another({ drawer: { ...drawer, change: () => fail('a fault in a layout') } });
    world.clock.move(30_000);
    await broken.settle();
    expect(await world.store.cards.get('change:1', personal('ana').id)).toMatchObject({ state: 'wanted' });

    await world.later(60_000);

    expect(cards()).toHaveLength(1);
    expect(world.logged.map(({ message }) => message)).not.toContain(
      'a card may stand twice: the answer to its post was lost',
    );
  });

  test('asks once who is in a conversation for the card it posts there and the line beside it', async () => {
    const asked: string[] = [];
    world = await aWorld({
      chat: (screen) => ({
        ...screen,
        roster: (of, most) => {
          asked.push(of.id);
          return screen.roster(of, most);
        },
      }),
    });

    await world.say('ana', sentence);

    expect(asked.filter((id) => id === channel.id)).toHaveLength(1);
  });

  test('keeps what waits over a restart', async () => {
    const teams = refusing(1000, () => new ChatRefused('unreachable', 'down'));
    world = await aWorld({ chat: teams.chat });
    await world.say('ana', sentence);
    expect(cards()).toHaveLength(0);

    const next = world.another({ chat: () => world.screen });
    world.clock.move(60_000);
    await next.settle();

    expect(new Set(cards().map(({ conversation }) => conversation))).toEqual(new Set([personal('ana').id, channel.id]));
  });
});

describe('a plan that no card holds', () => {
  test('is counted on the card and shown whole when it is asked for', async () => {
    world = await aWorld();
    const settings = { pinRequired: false };
    for (let i = 0; i < 30; i++)
      world.sandbox.tenant.addPolicy('iosManagedAppProtections', { displayName: `Ring ${i}`, ...settings });
    const request = {
      kind: 'set',
      family: 'appProtection',
      settings: { pinRequired: true },
      platforms: ['ios'],
    } as const;
    const parts = [...world.sandbox.tenant.collections.iosManagedAppProtections.values()]
      .slice(0, 30)
      .map((one, i) => ({
        key: `p${i + 1}`,
        act: 'set' as const,
        family: 'appProtection',
        variant: 'ios',
        target: { kind: 'existing' as const, id: String(one['id']), name: String(one['displayName']) },
        changes: [
          { kind: 'setting' as const, setting: 'pinRequired', from: false, to: true, direction: 'tightens' as const },
        ],
        before: null,
      }));
    await world.store.changes.add(
      aChange({ request: { ...request, platforms: ['ios'] }, plan: planOf(parts), requestor: people.ana }),
    );

    const [card, ...pages] = await world.say('omar', 'show change 1');

    expect(card?.text).toMatch(/and \d+ more policies/);
    expect(pages.map(({ text }) => text).join('\n')).toMatch(/Ring 28/);
    expect(pages.every(({ text }) => text.length < 13_000)).toBe(true);
  });
});
