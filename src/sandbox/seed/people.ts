import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../random';
import type { Tenant } from '../tenant';
import { groups, people } from './ids';

// Ours, and read by every test of the sandbox.
const names = JSON.parse(readFileSync(join(__dirname, 'names.json'), 'utf8')) as {
  readonly first: readonly string[];
  readonly last: readonly string[];
};

const staff = 300;
const departments = ['Sales', 'Finance', 'Engineering', 'Operations', 'Marketing', 'Customer Care', 'Legal', 'People'];
const offices = [
  { place: 'Amsterdam', country: 'NL', language: 'nl-NL' },
  { place: 'Lisbon', country: 'PT', language: 'pt-PT' },
  { place: 'Dublin', country: 'IE', language: 'en-IE' },
  { place: 'Berlin', country: 'DE', language: 'de-DE' },
  { place: 'Nairobi', country: 'KE', language: 'en-KE' },
];
const titles = ['Specialist', 'Analyst', 'Manager', 'Coordinator', 'Lead', 'Associate', 'Director'];

const named = [
  { id: people.ana, first: 'Ana', last: 'Ruiz', title: 'Endpoint Engineer' },
  { id: people.omar, first: 'Omar', last: 'Haddad', title: 'Security Operations Lead' },
  { id: people.priya, first: 'Priya', last: 'Nair', title: 'Head of IT' },
  { id: people.ben, first: 'Ben', last: 'Cole', title: 'Service Desk Analyst' },
  { id: people.sam, first: 'Sam', last: 'Okafor', title: 'Endpoint Engineer' },
];

/** Staff, a guest, the break-glass account, and the groups they are in. */
export function addPeople(tenant: Tenant, random: Random): void {
  for (const { id, first, last, title } of named) {
    addPerson(tenant, { id, first, last, jobTitle: title, department: 'IT', random });
  }
  const taken = new Set(named.map(({ first, last }) => address(first, last)));
  while (taken.size < staff) {
    const [first, last] = [random.pick(names.first), random.pick(names.last)];
    if (taken.has(address(first, last))) continue;
    taken.add(address(first, last));
    const department = random.pick(departments);
    const jobTitle = `${department} ${random.pick(titles)}`;
    addPerson(tenant, { id: tenant.guid(), first, last, jobTitle, department, random });
  }
  const everybody = [...tenant.collections.users.values()];
  addOutsiders(tenant);
  const inDepartment = (name: string): string[] =>
    everybody.filter(({ department }) => department === name).map(({ id }) => id);
  const others = everybody.filter(({ department }) => department !== 'IT').map(({ id }) => id);
  addGroup(
    tenant,
    groups.allStaff,
    'All Staff',
    'Everybody who works here',
    everybody.map(({ id }) => id),
  );
  addGroup(tenant, groups.sales, 'Sales', 'Sales, all offices', inDepartment('Sales'));
  addGroup(tenant, groups.finance, 'Finance', 'Finance, all offices', inDepartment('Finance'));
  addGroup(tenant, groups.pilot, 'Pilot', 'Gets new settings first', [people.ana, people.ben, ...others.slice(0, 10)]);
  addGroup(tenant, groups.breakGlass, 'Break glass', 'Emergency access, excluded from Conditional Access', [
    people.breakGlass,
  ]);
  addGroup(tenant, groups.readers, 'Warden readers', 'May ask Warden', [people.ben]);
  addGroup(tenant, groups.requestors, 'Warden requestors', 'May ask Warden for changes', [people.ana, people.sam]);
  addGroup(tenant, groups.approvers, 'Warden approvers', 'May approve changes', [
    people.omar,
    people.priya,
    people.sam,
  ]);
}

interface Person {
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly jobTitle: string;
  readonly department: string;
  readonly random: Random;
}

function addPerson(tenant: Tenant, { id, first, last, jobTitle, department, random }: Person): void {
  const office = random.pick(offices);
  const mail = address(first, last);
  tenant.addUser({
    id,
    displayName: `${first} ${last}`,
    givenName: first,
    surname: last,
    userPrincipalName: mail,
    mail,
    mailNickname: mail.split('@')[0],
    jobTitle,
    department,
    companyName: 'Contoso',
    officeLocation: office.place,
    usageLocation: office.country,
    preferredLanguage: office.language,
    businessPhones: [],
    createdDateTime: '2021-09-06T07:41:12Z',
  });
}

/** A guest and the emergency account: in the directory, not on the staff. */
function addOutsiders(tenant: Tenant): void {
  tenant.addUser({
    id: people.eve,
    displayName: 'Eve Stone',
    givenName: 'Eve',
    surname: 'Stone',
    userPrincipalName: 'eve.stone_fabrikam.com#EXT#@contoso.onmicrosoft.com',
    mail: 'eve.stone@fabrikam.com',
    userType: 'Guest',
    externalUserState: 'Accepted',
    businessPhones: [],
    createdDateTime: '2025-11-18T13:02:55Z',
  });
  tenant.addUser({
    id: people.breakGlass,
    displayName: 'Emergency Access',
    userPrincipalName: 'emergency.access@contoso.onmicrosoft.com',
    businessPhones: [],
    createdDateTime: '2019-02-11T08:32:10Z',
  });
}

function addGroup(
  tenant: Tenant,
  id: string,
  displayName: string,
  description: string,
  members: readonly string[],
): void {
  tenant.addGroup({ id, displayName, description, createdDateTime: '2021-09-06T08:00:00Z' }, members);
}

/** `Zoë O'Neill` writes from zoe.oneill@contoso.com. */
function address(first: string, last: string): string {
  const letters: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', ı: 'i', æ: 'ae' };
  const plain = (name: string): string =>
    name
      .toLowerCase()
      .replaceAll(/[ßøłıæ]/g, (letter) => letters[letter] ?? letter)
      .normalize('NFD')
      .replaceAll(/[^a-z]/g, '');
  return `${plain(first)}.${plain(last)}@contoso.com`;
}
