import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { teamsClouds } from '../../src/teams/clouds';
import { BotTokenRefused, botTokensOf } from '../../src/teams/credentials';
import { tenantId } from '../support/teams';

describe('the token of a managed identity', () => {
  const before = { ...process.env };
  let machine: Server;
  let answer: { status: number; body: object };
  beforeEach(async () => {
    machine = createServer((_, response) => {
      response.statusCode = answer.status;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => machine.listen(0, '127.0.0.1', resolve));
    const { port } = machine.address() as AddressInfo; // a listening TCP server has one
    process.env['IDENTITY_ENDPOINT'] = `http://127.0.0.1:${port}/token`;
    process.env['IDENTITY_HEADER'] = 'header';
  });
  afterEach(() => {
    process.env = before;
    machine.closeAllConnections();
    machine.close();
  });

  const tokens = (appId: string) =>
    botTokensOf(
      { appId, type: 'UserAssignedMSI', tenantId, endpoints: teamsClouds.global.endpoints },
      { clock: { now: () => new Date(), token: () => 'token' }, callWithinMs: 10_000 },
    );

  test('is asked of the machine', async () => {
    const ends = Math.floor(Date.now() / 1000) + 3600;
    answer = { status: 200, body: { access_token: 'given', expires_on: ends, token_type: 'Bearer', resource: 'x' } };

    await expect(tokens('app-that-has-one').token()).resolves.toBe('given');
  });

  test('that the machine does not give is no token, and nothing was sent', async () => {
    answer = { status: 400, body: { error: 'invalid_request', error_description: 'Identity not found' } };

    await expect(tokens('app-that-has-none').token()).rejects.toBeInstanceOf(BotTokenRefused);
  });
});
