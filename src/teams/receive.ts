import type { Activity as SdkActivity, TurnContext } from 'botbuilder';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Activity } from './activity';
import type { Edge } from './edge';
import { checkActivity, checkIssuer, checkOrigin, checkTenant, readBody, type Checked, type Refused } from './guard';
import { incomingOf } from './incoming';
import type { TeamsOptions } from './options';
import { activityOf } from './outgoing';
import { refusedBy } from './refused';
import { answerMessage, answerPress, type TurnWorld } from './turn';
import { verify } from './verify';

/** What is answered over HTTP. */
export interface Outcome {
  readonly status: number;
  readonly body?: unknown;
}

type Request = Readable & { readonly headers: IncomingHttpHeaders };

/** One activity: every check in its order, then the turn. Nothing of the SDK runs before the request says it is the channel's. */
export async function receive(request: Request, edge: Edge): Promise<Outcome> {
  try {
    return await checkAndTake(request, edge);
  } catch (error) {
    return failed(error, edge);
  }
}

async function checkAndTake(request: Request, edge: Edge): Promise<Outcome> {
  const { options } = edge;
  const origin = originOf(request, options);
  if (!origin.ok) return refusing(origin.refused, edge);
  const body = await readBody(request, edge.limits);
  if (!body.ok) return refusing(body.refused, edge);
  const authorization = authorizationOf(request, options);
  if (!authorization.ok) return refusing(authorization.refused, edge);
  const activity = checkActivity(body.value, { mode: options.mode, hosts: options.serviceUrlHosts });
  if (!activity.ok) return refusing(activity.refused, edge);
  // Its shape was just checked; the SDK wants its own type, with fields that Teams leaves out.
  const sdkActivity = body.value as SdkActivity;
  const verified = await verify(
    edge.connector.authentication,
    { activity: sdkActivity, authorization: authorization.value },
    options.log,
  );
  if (!verified.ok) return refusing(verified.refused, edge);
  const tenant = checkTenant(activity.value, options.allowedTenants);
  if (!tenant.ok) {
    edge.inHand.add(sayToForeigner(activity.value, edge));
    return refusing(tenant.refused, edge, factsOf(activity.value));
  }
  let outcome: Outcome | undefined;
  await edge.adapter.processActivityDirect(verified.value, sdkActivity, async (context) => {
    outcome = await takeTurn(activity.value, context, edge);
  });
  return outcome ?? failed(new Error('the turn ended without an answer'), edge);
}

/** One polite sentence, and nothing of what was said goes further. */
async function sayToForeigner(activity: Activity, edge: Edge): Promise<void> {
  const incoming = incomingOf(activity, edge.options.clock);
  if (incoming?.what.kind !== 'text') return;
  const text = 'Warden works for another organization, so it cannot help here.';
  const options = incoming.thread === undefined ? {} : { thread: incoming.thread };
  await edge.chat.post(incoming.conversation, { text, summary: text }, options).catch((error: unknown) => {
    edge.options.log.warn('reply not delivered', { activity: incoming.id, code: refusedBy(error, 'once').code });
  });
}

/** The sandbox takes requests of this machine only. */
export function originOf(request: Pick<Request, 'headers'>, options: TeamsOptions): Checked<null> {
  return options.mode === 'sandbox' ? checkOrigin(request.headers) : { ok: true, value: null };
}

function authorizationOf(request: Request, options: TeamsOptions): Checked<string> {
  if (options.auth === undefined) return { ok: true, value: '' };
  return checkIssuer(request.headers.authorization, options.auth.endpoints.issuer);
}

function refusing(refused: Refused, edge: Edge, facts: Readonly<Record<string, unknown>> = {}): Outcome {
  edge.options.log.warn('request refused', { ...refused, ...facts });
  edge.options.refused?.({ ...refused, facts });
  return { status: refused.status, body: { error: refused.code } };
}

/** Who a verified request was from, for the audit. */
function factsOf(activity: Activity): Readonly<Record<string, unknown>> {
  return {
    objectId: activity.from.aadObjectId,
    tenantId: activity.conversation.tenantId ?? activity.channelData?.tenant?.id,
    activity: activity.id,
    type: activity.type,
  };
}

async function takeTurn(activity: Activity, context: TurnContext, edge: Edge): Promise<Outcome> {
  const incoming = incomingOf(activity, edge.options.clock);
  if (incoming === undefined) return { status: 200 };
  const { handle, log, clock } = edge.options;
  const world: TurnWorld = { handle, log, clock, chat: edge.chat, inHand: edge.inHand, limits: edge.limits };
  if (incoming.what.kind === 'press') {
    // The HTTP status is 200 whatever the result, which is in the body.
    return { status: 200, body: await answerPress(incoming, incoming.what.automatic, world) };
  }
  await answerMessage(
    incoming,
    async (reply) => {
      await context.sendActivity(activityOf(reply)).catch((error: unknown) => {
        throw refusedBy(error, 'once');
      });
    },
    world,
  );
  return activity.deliveryMode === 'expectReplies'
    ? { status: 200, body: { activities: context.bufferedReplyActivities } }
    : { status: 200 };
}

function failed(error: unknown, edge: Edge): Outcome {
  const reference = edge.options.clock.token().slice(0, 8);
  edge.options.log.error('request failed', { reference, error: error instanceof Error ? error.stack : String(error) });
  return { status: 500, body: { error: 'failed', reference } };
}
