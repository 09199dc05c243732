import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { AuthenticateRequestResult, ConnectorClient, ConnectorFactory } from 'botframework-connector';
import type { Activity } from 'botbuilder';
import type { Clock } from '../ports';
import { botTokensOf, type BotTokens } from './credentials';
import type { TeamsAuth } from './options';
import { restOf, type Conversations } from './rest';

export interface Connector {
  /** The SDK's authentication, which has our calls made in place of its client's. */
  readonly authentication: ConfigurationBotFrameworkAuthentication;
  conversationsAt(serviceUrl: string): Conversations;
}

/** Without `auth` nothing is verified and nothing is signed: for the sandbox on loopback only. */
export function createConnector(options: {
  readonly auth?: TeamsAuth;
  readonly clock: Clock;
  readonly callWithinMs: number;
}): Connector {
  const { auth, callWithinMs } = options;
  const tokens = auth === undefined ? undefined : botTokensOf(auth, options);
  const authorization = tokens && (async () => `Bearer ${await tokens.token()}`);
  const conversationsAt = restOf({ authorization, callWithinMs });
  return { authentication: new OwnAuthentication(settingsOf(auth), tokens, conversationsAt), conversationsAt };
}

/** Naming one endpoint makes the SDK take all of them as given, so all are. */
function settingsOf(auth: TeamsAuth | undefined) {
  if (auth === undefined) return {};
  const { endpoints } = auth;
  return {
    MicrosoftAppId: auth.appId,
    MicrosoftAppType: auth.type,
    MicrosoftAppTenantId: auth.tenantId,
    ToBotFromChannelOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
    ToBotFromChannelTokenIssuer: endpoints.issuer,
    // The guard lets no token of the emulator's issuers through; pointing at the channel's keys makes sure of it.
    ToBotFromEmulatorOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
    ToChannelFromBotLoginUrl: `${endpoints.loginUrl}/${auth.tenantId}`,
    ToChannelFromBotOAuthScope: endpoints.oauthScope,
    OAuthUrl: endpoints.oauthScope,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: true,
  };
}

/** Every client the SDK asks for is ours; the user token client, which Warden has no use for, is made once. */
class OwnAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #factory: ConnectorFactory;
  #userTokenClient: ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']> | undefined;

  constructor(
    settings: ReturnType<typeof settingsOf>,
    tokens: BotTokens | undefined,
    conversationsAt: (serviceUrl: string) => Conversations,
  ) {
    super(settings, tokens?.factory);
    // A turn does nothing with its client but send and reply by these.
    const clientAt = (serviceUrl: string) =>
      ({ conversations: conversationsAt(serviceUrl) }) as unknown as ConnectorClient;
    this.#factory = { create: (serviceUrl) => Promise.resolve(clientAt(serviceUrl)) };
  }

  override async authenticateRequest(activity: Activity, header: string): Promise<AuthenticateRequestResult> {
    const result = await super.authenticateRequest(activity, header);
    return { ...result, connectorFactory: this.#factory };
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#factory;
  }

  override createUserTokenClient(
    identity: AuthenticateRequestResult['claimsIdentity'],
  ): ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']> {
    this.#userTokenClient ??= super.createUserTokenClient(identity);
    return this.#userTokenClient;
  }
}
