import { buildProgram } from '../support/program';

const program = buildProgram();
afterAll(() => program.close());

describe('npm run try', () => {
  test('shows the card of a change, and has it approved by somebody else', async () => {
    const typed = ['set max threat level Medium for Outlook', 'omar> (approve)', 'exit', ''].join('\n');

    const { code, said } = await program.run('try', [], {}, typed);

    expect(said).toContain('[plan] Android Office baseline and iOS Office baseline · change #1');
    expect(said).toContain('Change #1 is applied, approved by Omar Haddad.');
    expect(code).toBe(0);
  }, 60_000);

  test('names devices and people there, also when it hears of alerts', async () => {
    const { said } = await program.run('try', [], {}, 'priya> subscribe to alerts\npriya> list alerts\nexit\n');

    expect(said).toContain('From now on alerts about noncompliant devices are posted here.\n');
    expect(said).toContain('[answer] Alerts');
  }, 60_000);
});
