/** `npm run storm -- 10000`: in the practice tenant that runs here so many devices turn noncompliant, and back. */
async function main(): Promise<void> {
  const devices = Number(process.argv[2] ?? 1000);
  const seconds = Number(process.argv[3] ?? 120);
  const port = Number(process.env['SANDBOX_PORT'] ?? 3979);
  const url = `http://127.0.0.1:${port}/storm?devices=${devices}&seconds=${seconds}`;
  const response = await fetch(url, { method: 'POST' }).catch(() => undefined);
  if (response === undefined) throw new Error(`No practice tenant answers on port ${port}. Start it with npm start.`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
