import { startSandbox } from '../sandbox/server';

/** Starts the practice tenant alone, living, and says where it is. */
async function main(): Promise<void> {
  const port = Number(process.env['SANDBOX_PORT'] ?? 3979);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(`SANDBOX_PORT is ${process.env['SANDBOX_PORT'] ?? ''}, which is no port number.`);
  }
  const sandbox = await startSandbox({ port, live: true });
  process.stdout.write(`Sandbox tenant on ${sandbox.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
