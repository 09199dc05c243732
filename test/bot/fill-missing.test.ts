import apps from '../../src/catalog/apps.json';
import { filled, reasonIn } from '../../src/bot/fill-missing';
import type { CreateRequest } from '../../src/core/request';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';
import type { Question } from '../../src/ports';

const reader = readerFor({ families, apps: apps.apps });

const field: CreateRequest = { kind: 'create', family: 'appProtection', platforms: ['ios'] };

function answer(slot: string, request: CreateRequest, text: string): CreateRequest | undefined {
  const question: Question = {
    id: 'q',
    conversation: 'c',
    person: { objectId: 'p', name: 'Ana', teamsId: '29:ana' },
    text: '',
    choices: [],
    utterance: 'create an app protection policy on iOS',
    readings: [],
    askedIn: '',
    askedAt: '',
    expiresAt: '',
    state: 'open',
    missing: { slot, request },
  };
  return filled({ reader, families, apps: apps.apps }, question, reader.parse(text));
}

describe('filled', () => {
  test.each([
    ['apps', 'Word and Excel', { apps: ['excel', 'word'] }],
    ['apps', 'for Outlook', { apps: ['outlook'] }],
    ['apps', 'all Microsoft apps please', { apps: ['allMicrosoftApps'] }],
    ['name', 'Finance phones', { name: 'Finance phones' }],
    ['name', 'call it "Finance phones".', { name: 'Finance phones' }],
  ])('takes for %s: «%s»', (slot, text, gained) => {
    expect(answer(slot, field, text)).toEqual({ ...field, ...gained });
  });

  test('takes a whole sentence for what an antivirus policy sets', () => {
    const request: CreateRequest = { kind: 'create', family: 'antivirus', name: 'AV' };

    expect(answer('settings', request, 'turn on tamper protection')).toEqual({
      ...request,
      settings: { tamperProtection: true },
    });
    expect(answer('settings', request, 'turn on stealth mode for the private firewall profile')).toBeUndefined();
  });

  test.each([
    'which devices are noncompliant?',
    'why?',
    'undo that',
    'make it low',
    'not outlook',
    'thanks',
    'what?',
    'help',
    'wipe LAPTOP-001',
  ])('«%s» is no name', (text) => {
    expect(answer('name', field, text)).toBeUndefined();
  });
});

describe('reasonIn', () => {
  test.each([
    ['it is being rebuilt', 'it is being rebuilt'],
    ['because it is being rebuilt', 'it is being rebuilt'],
    ['because set-up is still going on', 'set-up is still going on'],
    ['due to the office move, thanks', 'the office move'],
    ['reason: holiday.', 'holiday'],
  ])('takes «%s»', (text, reason) => {
    expect(reasonIn(reader.parse(text), text)).toBe(reason);
  });

  test.each(['list silences', 'show me the painting', 'undo that', 'what for?', 'delete it', 'thanks', 'because'])(
    'leaves «%s» for what it is',
    (text) => {
      expect(reasonIn(reader.parse(text), text)).toBeUndefined();
    },
  );
});
