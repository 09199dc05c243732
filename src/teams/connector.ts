import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { ConnectorClient, type AuthenticateRequestResult, type ConnectorFactory } from 'botframework-connector';
import type { Activity } from 'botbuilder';
import type { Clock } from '../ports';
import { credentialsOf } from './credentials';
import type { TeamsAuth } from './options';

export interface Connector {
  /** The SDK's authentication, with our clients in place of its own. */
  readonly authentication: ConfigurationBotFrameworkAuthentication;
  clientFor(serviceUrl: string): ConnectorClient;
}

/** Without `auth` nothing is verified and nothing is signed: for the sandbox on loopback only. */
export function createConnector(options: {
  readonly auth?: TeamsAuth;
  readonly clock: Clock;
  readonly callWithinMs: number;
}): Connector {
  const { auth } = options;
  const credentials = auth === undefined ? undefined : credentialsOf(auth, options);
  const clients = new Map<string, ConnectorClient>();
  const clientFor = (serviceUrl: string) => {
    const known = clients.get(serviceUrl);
    if (known !== undefined) return known;
    const client = tuned(new ConnectorClient(signer(credentials, auth), { baseUri: serviceUrl }), options.callWithinMs);
    // Service URLs are few (one per region); the bound only keeps a fault from growing without end.
    if (clients.size >= 64) clients.clear();
    clients.set(serviceUrl, client);
    return client;
  };
  return { authentication: new TunedAuthentication(settingsOf(auth), credentials, clientFor), clientFor };
}

type Credentials = ReturnType<typeof credentialsOf>;

function signer(credentials: Credentials | undefined, auth: TeamsAuth | undefined) {
  return {
    async signRequest(request: Parameters<Awaited<ReturnType<Credentials['createCredentials']>>['signRequest']>[0]) {
      if (credentials === undefined || auth === undefined) return request;
      const { appId, endpoints } = auth;
      const inner = await credentials.createCredentials(appId, endpoints.oauthScope, endpoints.loginUrl, true);
      return inner.signRequest(request);
    },
  };
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
class TunedAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #factory: ConnectorFactory;
  #userTokenClient: ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']> | undefined;

  constructor(
    settings: ReturnType<typeof settingsOf>,
    credentials: Credentials | undefined,
    clientFor: (serviceUrl: string) => ConnectorClient,
  ) {
    super(settings, credentials);
    this.#factory = { create: (serviceUrl) => Promise.resolve(clientFor(serviceUrl)) };
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

interface Pipeline {
  removePolicy(which: { readonly name: string }): unknown;
  addPolicy(
    policy: {
      readonly name: string;
      sendRequest(
        request: { abortSignal?: AbortSignal },
        next: (request: unknown) => Promise<unknown>,
      ): Promise<unknown>;
    },
    where: { readonly phase: 'Retry' },
  ): void;
}

/**
 * The SDK sends a POST up to four times on 5xx and broken connections, and a message then stands there twice; and it waits
 * for ever. Its options for both have no effect, so the pipeline itself is changed: one attempt, with an end.
 */
function tuned(client: ConnectorClient, callWithinMs: number): ConnectorClient {
  // `client` is private in a frozen SDK; a test shows that the retry is gone.
  const { pipeline } = (client as unknown as { readonly client: { readonly pipeline: Pipeline } }).client;
  pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  pipeline.addPolicy(
    {
      name: 'wardenTimeout',
      sendRequest: (request, next) => {
        request.abortSignal ??= AbortSignal.timeout(callWithinMs);
        return next(request);
      },
    },
    { phase: 'Retry' },
  );
  return client;
}
