import { notDoneHere } from '../../src/bot/not-here';

describe('notDoneHere', () => {
  test.each([
    'restart LAPTOP-001',
    'please isolate LAPTOP-002',
    'wipe LAPTOP-001',
    'reset the phone of Selma Olsen',
    'lock all iphones',
    'run a full scan on LAPTOP-001',
    'update the signatures on LAPTOP-001',
  ])('«%s» is done in Intune or Defender', (text) => {
    expect(notDoneHere(text)).toMatch(/Intune or in the Defender portal/);
  });

  test.each(['change the password of Ana', 'create a user', 'list all users', 'assign licences to Bob'])(
    '«%s» is done in Entra',
    (text) => {
      expect(notDoneHere(text)).toMatch(/Entra/);
    },
  );

  test.each([
    'wipe company data for Selma Olsen',
    'wipe the corporate app data of Bob',
    'block my ex',
    'set the level to medium',
    'reset "iOS Office baseline"',
    'add Bob to Sales',
    '',
  ])('«%s» is no such thing', (text) => {
    expect(notDoneHere(text)).toBeUndefined();
  });
});
