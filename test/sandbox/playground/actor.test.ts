import { actorSwitch } from '../../../src/sandbox/playground/actor';
import { actors, type Actor } from '../../../src/sandbox/playground/people';

const [ana] = actors as readonly [Actor];

describe('actorSwitch', () => {
  test.each([
    ['as Omar', 'Omar Haddad', 'You are now Omar Haddad (approver).'],
    ['As omar.', 'Omar Haddad', 'You are now Omar Haddad (approver).'],
    ['as Omar Haddad', 'Omar Haddad', 'You are now Omar Haddad (approver).'],
    ['<at>Warden</at>&nbsp;as Eve', 'Eve Stone', 'You are now Eve Stone (guest).'],
    ['<p>as Sam</p>', 'Sam Okafor', 'You are now Sam Okafor (requestor and approver).'],
    ['as Ana', 'Ana Ruiz', 'You are now Ana Ruiz (requestor).'],
    ['as Bob', 'Ana Ruiz', 'Nobody here is called so. You can be Ana, Omar, Priya, Ben, Eve, Sam.'],
  ])('«%s» makes the visitor %s', (text, name, say) => {
    expect(actorSwitch(text, ana, actors)).toMatchObject({ actor: { name }, say });
  });

  test.each([
    'set max threat level Medium for Outlook',
    'approve 12 as Omar',
    'as soon as possible, list policies',
    'as agreed yesterday',
    'who am I?',
    'who am I to judge',
    '',
  ])('«%s» is for the bot', (text) => {
    expect(actorSwitch(text, ana, actors)).toBeUndefined();
  });
});
