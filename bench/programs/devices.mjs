// Stands in for Graph's list of managed devices: gzip pages of a thousand, made beforehand so that serving them costs
// next to nothing, by ranges of the enrolment as Graph filters them.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { answerParent } from '../support/child.mjs';
import { enrolledBefore, enrolledUntil, failingOf, idOf, rowsOf } from '../support/fleet.mjs';

const perPage = 1000;
const packedAtOnce = 8;
const pack = promisify(gzip);
const path = '/v1.0/deviceManagement/managedDevices';
const tenant = { devices: 0, version: 0, oneIn: 1000, latencyMs: 0, pages: [] };

/** Why a device is not compliant: the same for all. */
const [policy, setting] = ['Baseline', 'Windows10CompliancePolicy.BitLockerEnabled'];
const policyStates = {
  value: [{ displayName: policy, state: 'nonCompliant', settingStates: [{ setting, state: 'nonCompliant' }] }],
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, root());
  const body = await bodyOf(request);
  if (url.pathname === '/token') return send(response, gzipSync('{"access_token":"t","expires_in":3600}'));
  if (url.pathname.endsWith('/deviceCompliancePolicyStates')) return send(response, packedJson(policyStates));
  if (url.pathname.endsWith('/getNoncompliantDevicesAndSettingsReport'))
    return send(response, packedJson(reportOf(JSON.parse(body))));
  if (url.pathname !== path) return send(response, packedJson({ error: { code: 'ResourceNotFound' } }), 404);
  if (tenant.latencyMs > 0) await sleep(tenant.latencyMs);
  send(response, pageOf(url));
});
// Or a page is asked for now and then on a connection that is just closing: a large tenant takes its time to change.
server.keepAliveTimeout = 0;
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

answerParent(
  { url: root() },
  {
    /** The tenant as it is from now on. */
    async become({ devices, version, oneIn = 1000, latencyMs = 0 }) {
      Object.assign(tenant, { devices, version, oneIn, latencyMs, pages: [] });
      for (let from = 0; from < devices; from += perPage * packedAtOnce) {
        const some = Array.from({ length: packedAtOnce }, (_, i) => from + i * perPage).filter((at) => at < devices);
        tenant.pages.push(...(await Promise.all(some.map((at) => pack(textOf(at, devices))))));
      }
    },
    end: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
  },
);

function root() {
  return `http://127.0.0.1:${server.address().port}`;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** The same of all devices in one report, a page at a time. */
function reportOf({ skip, top }) {
  const failing = failingOf(tenant);
  return {
    TotalRowCount: failing.length,
    Schema: ['DeviceId', 'PolicyName', 'SettingName', 'SettingStatus'].map((Column) => ({ Column })),
    Values: failing.slice(skip, skip + top).map((number) => [idOf(number), policy, setting, 4]),
  };
}

function packedJson(value) {
  return gzipSync(JSON.stringify(value));
}

function send(response, body, status = 200) {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': body.length,
  });
  response.end(body);
}

/** The beginning of a page and its rows are packed apart, and together are one gzip file. */
function pageOf(url) {
  const filter = url.searchParams.get('$filter') ?? '';
  const bound = (word) => new RegExp(`enrolledDateTime ${word} (\\S+)`).exec(filter)?.[1];
  const from = Math.max(
    Number(url.searchParams.get('from') ?? 0),
    bound('gt') ? enrolledUntil(bound('gt'), tenant.devices) : 0,
  );
  const end = bound('lt') ? enrolledBefore(bound('lt'), tenant.devices) : tenant.devices;
  const until = Math.min(end, from - (from % perPage) + perPage);
  const whole = from % perPage === 0 && until % perPage === 0;
  const rows = whole ? tenant.pages[from / perPage] : gzipSync(textOf(from, until));
  return Buffer.concat([gzipSync(beginning(url, until, end)), rows]);
}

function beginning(url, until, end) {
  const context = `"@odata.context":"${root()}/v1.0/$metadata#deviceManagement/managedDevices"`;
  if (until >= end) return `{${context},`;
  url.searchParams.set('from', String(until));
  return `{${context},"@odata.nextLink":${JSON.stringify(url.href)},`;
}

/** The rows of a page from one number on. */
function textOf(from, until) {
  const end = Math.min(until, from - (from % perPage) + perPage);
  const rows = JSON.stringify(rowsOf({ from, until: end, version: tenant.version, oneIn: tenant.oneIn }));
  return `"value":${rows}}`;
}
