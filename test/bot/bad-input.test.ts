import { aWorld, channel, people, personal, type World } from '../support/world';

let world: World;
afterEach(() => world.close());

describe('bad input', () => {
  beforeEach(async () => (world = await aWorld()));

  test.each([
    ['nothing', '   '],
    ['100 kB', 'set max threat level low for Outlook '.repeat(2800)],
    ['emoji', '🔥🔥🔥 👩‍👩‍👧‍👦'],
    ['HTML', '<div onclick="x()">delete <b>everything</b></div>'],
    ['unknown words', 'blorp the frobnicator'],
    ['another language', 'setze die maximale Bedrohungsstufe auf niedrig'],
    ['a question that wants an opinion', 'should we set max threat level low for Outlook?'],
    ['an unknown policy', 'set max threat level low in policy "Nowhere"'],
    ['an unknown group', 'assign "iOS Office baseline" to Nobody'],
    ['an unknown level', 'set max threat level extreme for Outlook'],
    ['a number out of range', 'minimum PIN length 400 for Outlook'],
    ['a quote that would end a filter', `assign "iOS Office baseline" to "x' or displayName ne 'y"`],
    ['a path for a name', 'delete policy "../../users"'],
    ['a change that is not there', 'revert change 999'],
  ])('%s gets a short answer or none, and nothing is proposed or written', async (_, text) => {
    const replies = await world.say('ana', text);

    expect(replies.map(({ text: said }) => said.length).every((length) => length < 600)).toBe(true);
    expect(await world.store.changes.list({ limit: 1 })).toEqual([]);
    expect(world.sandbox.writes).toEqual([]);
    expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('the same activity twice proposes once', async () => {
    const incoming = {
      id: 'same',
      at: '',
      from: { ...people.ana, tenantId: personal('ana').tenantId },
      conversation: personal('ana'),
      what: { kind: 'text', text: 'set max threat level low for Outlook' },
    } as const;

    await Promise.all([world.bot.handle(incoming), world.bot.handle(incoming)]);
    await world.bot.handle(incoming);

    expect(await world.store.changes.list({ limit: 5 })).toHaveLength(1);
  });

  test('the same request once more, or as two activities at once, proposes once', async () => {
    const asking = (id: string) => ({
      id,
      at: '',
      from: { ...people.ana, tenantId: personal('ana').tenantId },
      conversation: personal('ana'),
      what: { kind: 'text', text: 'set max threat level low for Outlook' } as const,
    });

    const replies = await Promise.all([world.bot.handle(asking('one')), world.bot.handle(asking('two'))]);
    const [again] = await world.bot.handle(asking('three'));

    expect(await world.store.changes.list({ limit: 5 })).toHaveLength(1);
    expect(replies.flat()).toHaveLength(1);
    expect(again?.text).toMatch(/Change #1, which you asked for, is exactly this/);
  });

  test.each([
    ['without an object id', { objectId: undefined }],
    ['of another tenant', { tenantId: '99999999-9999-4999-8999-999999999999' }],
    ['unknown to Entra', { objectId: 'aaaaaaaa-0000-4000-8000-00000000ffff' }],
  ])('somebody %s is turned away and audited', async (_, who) => {
    const from = {
      teamsId: '29:x',
      name: 'Omar Haddad',
      objectId: people.omar.objectId,
      tenantId: personal('ana').tenantId,
      ...who,
    };
    const { objectId, ...rest } = from;

    const [reply] = await world.bot.handle({
      id: 'x',
      at: '',
      from: objectId === undefined ? rest : { ...rest, objectId },
      conversation: personal('omar'),
      what: { kind: 'text', text: 'set max threat level low for Outlook' },
    });

    expect(reply?.text).toMatch(/only (talk|work)/);
    expect(await world.store.changes.list({ limit: 1 })).toEqual([]);
    expect((await world.store.audit.list({ limit: 1 }))[0]?.kind).toBe('person.refused');
  });
});

describe('Graph in trouble while planning', () => {
  test.each([
    ['refuses', { act: 'refuse', status: 403 }],
    ['answers nonsense', { act: 'garbage' }],
    ['breaks the connection', { act: 'reset' }],
    ['is not available', { act: 'refuse', status: 503, retryAfterSeconds: 300 }],
  ] as const)(
    '%s: said in a sentence, nothing proposed',
    async (_, fault) => {
      world = await aWorld();
      world.sandbox.inject({ method: 'GET', path: /ManagedAppProtections/, ...fault });

      const [reply] = await world.say('ana', 'set max threat level low for Outlook');

      expect(reply?.text).toMatch(/nothing was written/);
      expect(reply?.text).toMatch(/Reference \S{8}\./);
      expect(await world.store.changes.list({ limit: 1 })).toEqual([]);
    },
    60_000,
  );

  test('a count that fails does not withhold the plan', async () => {
    world = await aWorld();
    world.sandbox.inject({
      path: /managedDevices|managedAppRegistrations|transitiveMembers/,
      act: 'refuse',
      status: 403,
    });

    await world.say('ana', 'set max threat level low for Outlook on iOS');

    const [change] = await world.store.changes.list({ limit: 1 });
    expect(change?.status.kind).toBe('needsApproval');
    expect(
      world.shown.some(({ conversation, message }) => conversation === channel.id && /\[plan\]/.test(message.text)),
    ).toBe(true);
  });
});
