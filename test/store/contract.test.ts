import { alertsContract } from './contract/alerts';
import { auditContract } from './contract/audit';
import { changesContract } from './contract/changes';
import { leasesContract } from './contract/leases';
import { outboxContract } from './contract/outbox';
import { recordsContract } from './contract/records';
import { lastingContract, transactionContract } from './contract/transaction';
import { engines, lasting, openOn, type Opened } from './engines';

/** SQLite and PostgreSQL behave alike, on real databases. */
describe.each(engines)('$name', (engine) => {
  let opened: Opened | undefined;
  const at = () => {
    if (!opened) throw new Error('nothing is open');
    return opened;
  };

  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    opened = await openOn(engine, opened?.where);
  });
  afterEach(() => opened?.close());

  changesContract(at);
  auditContract(at);
  alertsContract(at);
  recordsContract(at);
  outboxContract(at);
  leasesContract(at);
  transactionContract(at);
  if (lasting.includes(engine)) lastingContract(at, engine);
});
