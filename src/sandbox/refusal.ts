// How Graph says no. Each shape with a real answer it was seen in.

/** Thrown wherever a call turns out to be refused; becomes Graph's error body. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Which service behind Graph answers: they word their refusals differently. */
export type Service = 'intune' | 'directory';

/** Everything of `/deviceManagement` and `/deviceAppManagement`, wherever in the path it stands, is Intune's. */
export function serviceOf(path: string): Service {
  return /^\/(deviceManagement|deviceAppManagement)\b|\/(managedDevices|managedAppRegistrations)\b/i.test(path)
    ? 'intune'
    : 'directory';
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

/** A body Intune's model does not know. https://github.com/microsoft/Intune-PowerShell-SDK/issues/98 */
export function invalidModel(message: string): Refusal {
  return new Refusal(400, 'ModelValidationFailure', message);
}

export function invalidDirectoryRequest(message: string): Refusal {
  return new Refusal(400, 'Request_BadRequest', message);
}

export function unsupportedDirectoryQuery(message: string): Refusal {
  return new Refusal(400, 'Request_UnsupportedQuery', message);
}

/** A collection the version does not have. https://github.com/KelvinTegelaar/CIPP/issues/2541 */
export function noSegment(segment: string): Refusal {
  return badRequest(`Resource not found for the segment '${segment}'.`);
}

/** An address Intune knows and does not serve so. https://github.com/microsoftgraph/microsoft-graph-docs/issues/4104 and 16511 */
export function noIntuneRoute(method: string, path: string): Refusal {
  const kinds = path.split('/').filter(Boolean).map(segmentKind).join('/');
  return new Refusal(
    400,
    'No method match route template',
    `No OData route exists that match template ~/${kinds} with http verb ${method} for request /StatelessService${path}.`,
  );
}

export function wrongMethod(): Refusal {
  return new Refusal(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
}

/**
 * Not found, in the words of the service. Intune's: https://github.com/ThomasKur/IntuneDocumentation/issues/39.
 * The directory's: https://learn.microsoft.com/graph/errors and every 404 of `/groups/{id}`.
 */
export function notFound(service: Service, id: string): Refusal {
  if (service === 'directory') {
    return new Refusal(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    );
  }
  return new Refusal(404, 'ResourceNotFound', intuneMessage('An error has occurred'));
}

/** https://github.com/srozemuller/IntuneAssistant/issues/6 (Intune); code of the directory: https://learn.microsoft.com/graph/resolve-auth-errors */
export function forbidden(service: Service, scopes: readonly string[]): Refusal {
  if (service === 'directory') {
    return new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  const needed = `Application must have one of the following scopes: ${scopes.join(', ')}`;
  return new Refusal(
    403,
    'Forbidden',
    intuneMessage(`Application is not authorized to perform this operation. ${needed}`),
  );
}

export function unauthorized(message: string): Refusal {
  return new Refusal(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
  });
}

/** A rule of Intune was broken; the sentence stands in the JSON that is the message. */
export function intuneRule(message: string): Refusal {
  return new Refusal(400, 'BadRequest', intuneMessage(message));
}

/** Intune's error messages are JSON in a string, with zeros for the operation. The activity id is filled in on sending. */
function intuneMessage(text: string): string {
  const operation = '00000000-0000-0000-0000-000000000000';
  const place = 'https://fef.amsua0403.manage.microsoft.com/StatelessService/deviceManagement?api-version=5026-10-01';
  const message = `${text} - Operation ID (for customer support): ${operation} - Activity ID: {activityId} - Url: ${place}`;
  const fields = {
    _version: 3,
    Message: message,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  };
  return JSON.stringify(fields, null, 2).replaceAll('\n', '\r\n');
}

/** Graph's error body. https://learn.microsoft.com/graph/errors */
export function errorBody(refusal: Refusal, requestId: string, now: Date): unknown {
  const message = refusal.message.replace('{activityId}', requestId);
  const traces = { date: now.toISOString().slice(0, 19), 'request-id': requestId, 'client-request-id': requestId };
  const innerError = refusal.code === 'ModelValidationFailure' ? { message, ...traces } : traces;
  return { error: { code: refusal.code, message, innerError } };
}

function segmentKind(segment: string, index: number): string {
  if (index === 0) return 'singleton';
  return /^[A-Z]?_?[0-9a-f-]{36}$/i.test(segment) ? 'key' : 'navigation';
}
