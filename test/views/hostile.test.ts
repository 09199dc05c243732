import type { Status } from '../../src/core/change';
import type { CardJson, Message } from '../../src/ports';
import { complaintsOf } from '../support/adaptive-cards';
import { CardSchema } from '../support/card-schema';
import { allStatuses, anAlertView, drawer, hostile, hostileView, token } from './samples';

const texts = Object.entries(hostile);

describe('text of the tenant', () => {
  test.each(texts)('stays text on the card of a change in every status: %s', (_, text) => {
    for (const status of allStatuses.map((one) => poisoned(one, text))) {
      const message = drawer.change(hostileView(text, status));

      expectHarmless(message);
    }
  });

  test.each(texts)('stays text on what-if, question, answer and help: %s', (_, text) => {
    const { change, reach } = hostileView(text);
    const request = { kind: 'set', family: 'appProtection' } as const;
    const { now, timezone } = hostileView(text);

    expectHarmless(
      drawer.whatIf({
        plan: change.plan,
        reach,
        notes: [text],
        readings: change.readings,
        discreet: false,
        now,
        timezone,
      }),
    );
    expectHarmless(
      drawer.question({
        question: {
          id: text,
          conversation: 'a:ana',
          person: change.requestor,
          text,
          choices: [{ label: text, detail: text, request, chosen: {} }],
          utterance: text,
          readings: [{ typed: text, read: text }],
          askedIn: '',
          askedAt: now,
          expiresAt: now,
          state: 'open',
        },
        token,
      }),
    );
    expectHarmless(
      drawer.answer(
        {
          title: text,
          lead: text,
          facts: [{ name: text, value: text }],
          table: { columns: [text, text], rows: [[text, text]] },
          checks: [
            { state: 'ok', title: text, reason: text, action: { title: text, kind: 'propose', requests: [request] } },
          ],
          note: text,
          portal: `https://evil.example/${encodeURIComponent(text.slice(0, 50))}`,
        },
        () => 'a-token',
      ),
    );
    expectHarmless(drawer.help({ lead: text, sections: [{ title: text, lines: [{ say: text, about: text }] }] }));
  });

  test.each(texts)('stays text on an alert, while it fires and when it is over: %s', (_, text) => {
    const view = anAlertView([text, text]);
    const members = view.members.map(({ alert, told }) => ({
      told,
      alert: {
        ...alert,
        person: { id: 'p', name: text, mail: text },
        reasons: [{ policy: text, settings: [text] }],
      },
    }));
    const acknowledged = { by: text, at: view.now };
    const poisonedView = { ...view, members, silences: [{ id: 1, what: text, by: text, why: text, until: view.now }] };

    expectHarmless(drawer.alert({ ...poisonedView, group: { ...view.group, acknowledged } }));
    expectHarmless(
      drawer.alert({
        ...poisonedView,
        members: members.map(({ alert, told }) => ({ told, alert: { ...alert, state: 'resolved' as const } })),
        group: { ...view.group, resolvedAt: view.now },
      }),
    );
  });

  test('is looked at on every kind of card there is', () => {
    // `whole` and `say` are text only, and are looked at below.
    expect(Object.keys(drawer).sort()).toEqual(
      ['alert', 'answer', 'change', 'help', 'question', 'say', 'whatIf', 'whole'].sort(),
    );
  });

  test('is still readable as it was typed', () => {
    const card = drawer.change(hostileView(hostile.markdown)).card;

    expect(runsOf(card)).toContain(hostile.markdown);
  });

  test('is not evaluated as a template', () => {
    const card = drawer.change(hostileView(hostile.template)).card;

    expect(runsOf(card)).toContain('${change.id} ${$root.title}');
  });

  test('of right-to-left writing is set apart, so that before and after do not change places', () => {
    const card = drawer.change(hostileView(hostile.rightToLeft)).card;

    expect(runsOf(card)).toContain('\u2068سياسة → High\u2069');
  });

  test('in the plain form shows braces without the joiner that a card needs', () => {
    expect(drawer.change(hostileView('{{DATE(x)}}')).text).toContain('{{DATE(x)}}');
  });

  test('in a plain sentence is harmless too, and keeps its lines', () => {
    const said = drawer.say(`Not «Off\u202eice» {{DATE(x)}}\nSecond`);

    expect(said).toEqual({ text: 'Not «Office» {{DATE(x)}}\nSecond', summary: 'Not «Office» {{DATE(x)}} Second' });
  });

  test('in an id does not lead a link elsewhere', () => {
    const view = hostileView('x');
    const [part] = view.change.plan.parts;
    const target = { kind: 'existing', id: '../../@evil.example/?{id}#', name: 'x' } as const;
    const plan = { ...view.change.plan, parts: part ? [{ ...part, target }] : [] };

    const card = drawer.change({ ...view, change: { ...view.change, plan } }).card;

    const urls = [...JSON.stringify(card).matchAll(/"url":"([^"]*)"/g)].map(([, url = '']) => url);
    expect(urls.map((url) => new URL(url).hostname)).toEqual(['intune.microsoft.com']);
    expect(urls[0]).toContain('..%2F..%2F%40evil.example');
  });
});

/** The same status with the hostile text wherever it carries one. */
function poisoned(status: Status, text: string): Status {
  const by = { objectId: 'x', name: text, teamsId: '29:x' };
  switch (status.kind) {
    case 'rejected':
      return { ...status, by, justification: text };
    case 'cancelled':
      return { ...status, by };
    case 'partiallyApplied':
    case 'failed':
    case 'unknown':
      return { ...status, why: text };
    case 'applied':
      return { ...status, otherDrift: [text, `${text}: ${text}`] };
    case 'stale':
      return { ...status, moved: [{ of: text, what: text, expected: text, found: text }] };
    default:
      return status;
  }
}

function expectHarmless(message: Message): void {
  const json = JSON.stringify(message.card);
  expect(CardSchema.safeParse(message.card).error?.issues ?? []).toEqual([]);
  expect(complaintsOf(message.card)).toEqual([]);
  expect(json).not.toContain('{{');
  // Escaped or not: no control, direction mark, separator or invisible sign reaches a client.
  expect(runsOf(message.card).join('')).not.toMatch(
    /[\p{Cc}\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066\u2067\ufeff\u{e0000}-\u{e007f}]/u,
  );
  expect(json).not.toContain('"entities"');
  expect(message.summary).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  expect(message.text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
}

function runsOf(card: CardJson | undefined): readonly string[] {
  const found: string[] = [];
  JSON.stringify(card, (key, value: unknown) => {
    if ((key === 'text' || key === 'title') && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}
