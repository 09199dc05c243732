import { randomUUID } from 'node:crypto';
import { tenantId } from '../../src/sandbox/seed/ids';
import { buttonCalled, buttonsOf } from '../../src/shell/buttons';
import type { FakeConnector } from './connector';
import { aMessage, aPress, send, type Answer } from './teams';
import { people, type Who } from './world';

/** People in Teams before a running program: they write and press through the door, and see what Teams was sent. */
export interface People {
  say(who: Who, text: string, options?: { readonly id?: string; readonly to?: string }): Promise<Answer>;
  /** Presses the button of that name on the newest card in the approvals channel, or on the one of that change. */
  press(who: Who, button: string, options?: { readonly to?: string; readonly change?: number }): Promise<Answer>;
  /** Resolves when the button is there. */
  awaitButton(button: string, change?: number): Promise<Found>;
  /** The newest copy of a change's card in the approvals channel, as JSON. */
  card(change: number): Promise<string>;
  /** How often its card stands there. */
  copies(change: number): number;
}

/** A button, and the message it is on. */
interface Found {
  readonly token: string;
  readonly activity: string;
}

/** The approvals channel of the practice tenant's warden.yaml. */
const channel = '19:11111111111141118111111111111111@thread.tacv2';

export function peopleBefore(url: () => string, teams: FakeConnector): People {
  function post(activity: unknown, to = url()): Promise<Answer> {
    return send(`${to}/api/messages`, JSON.stringify(activity));
  }

  async function awaitButton(name: string, change?: number): Promise<Found> {
    for (let waited = 0; waited < 30_000; waited += 50) {
      for (const { activity, card } of cardsIn(teams, change)) {
        const found = buttonCalled(buttonsOf(card), name);
        if (found) return { token: found.token, activity };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no button (${name}) came to the channel`);
  }

  return {
    say: (who, text, options = {}) =>
      post(
        aMessage(teams.url, {
          id: options.id ?? randomUUID(),
          ...from(who),
          conversation: { id: `a:${who}`, conversationType: 'personal', tenantId },
          text,
        }),
        options.to,
      ),
    async press(who, name, options = {}) {
      const { token, activity } = await awaitButton(name, options.change);
      const action = { type: 'Action.Execute', verb: name, data: { token } };
      return post(
        aPress(teams.url, {
          id: randomUUID(),
          ...from(who),
          conversation: { id: channel, conversationType: 'channel', tenantId },
          // Teams names the card that was pressed.
          replyToId: activity,
          value: { action, trigger: 'manual' },
        }),
        options.to,
      );
    },
    awaitButton,
    card: (change) => Promise.resolve(JSON.stringify(cardsIn(teams, change)[0]?.card ?? {})),
    copies: (change) => cardsIn(teams, change).length,
  };
}

function from(who: Who) {
  const { objectId, name, teamsId } = people[who];
  return { from: { id: teamsId, name, aadObjectId: objectId } };
}

interface Standing {
  readonly activity: string;
  readonly card: Readonly<Record<string, unknown>>;
}

/** The cards that stand in the channel now, the newest first: posts, each as it was last updated. */
function cardsIn(teams: FakeConnector, change?: number): readonly Standing[] {
  const standing = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { method, path, body, id } of teams.messages()) {
    const card = cardOf(body);
    if (!card || !(path.includes(channel) || JSON.stringify(body).includes(channel))) continue;
    const activity = method === 'PUT' ? (path.split('/').at(-1) ?? '') : id;
    standing.delete(activity);
    standing.set(activity, card);
  }
  const about = change === undefined ? /./ : new RegExp(`#${change}\\b`);
  const all = [...standing].map(([activity, card]) => ({ activity, card }));
  return all.reverse().filter(({ card }) => about.test(JSON.stringify(card)));
}

function cardOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const activity = (body['activity'] ?? body) as { attachments?: { content?: Readonly<Record<string, unknown>> }[] };
  return activity.attachments?.[0]?.content;
}
