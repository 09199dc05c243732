import { approversOf, rolesFor, type PersonRights } from '../../src/bot/roles';
import type { Role } from '../../src/core/approval';

describe('rolesFor', () => {
  const rights = (all: readonly Role[], byFamily: Record<string, readonly Role[]>): PersonRights => ({
    roles: new Set(all),
    member: true,
    groups: new Set(),
    byFamily: Object.fromEntries(Object.entries(byFamily).map(([id, some]) => [id, new Set(some)])),
  });

  test.each<[string, PersonRights, readonly string[], readonly Role[]]>([
    ['a role for all families', rights(['approver'], {}), ['firewall'], ['approver']],
    ['a role for this family', rights([], { firewall: ['approver'] }), ['firewall'], ['approver']],
    ['not a role for another family', rights([], { firewall: ['approver'] }), ['antivirus'], []],
    ['not a role for one of two families', rights([], { firewall: ['approver'] }), ['firewall', 'antivirus'], []],
    ['no role of a family where no family is concerned', rights([], { firewall: ['approver'] }), [], []],
  ])('counts %s', (_, given, families, expected) => {
    expect([...rolesFor(given, families)]).toEqual(expected);
  });
});

describe('approversOf', () => {
  const lists = { all: ['omar'], byFamily: { firewall: ['priya', 'sam'], antivirus: ['sam'] }, names: new Map() };

  test.each<[readonly string[], readonly string[]]>([
    [['firewall'], ['omar', 'priya', 'sam']],
    [
      ['firewall', 'antivirus'],
      ['omar', 'sam'],
    ],
    [['connector'], ['omar']],
    [[], ['omar']],
  ])('for %j are %j', (families, expected) => {
    expect(approversOf(lists, families)).toEqual(expected);
  });
});
