import apps from '../../src/catalog/apps.json';
import { families } from '../../src/families';
import { readerFor } from '../../src/language/parse';

const reader = readerFor({ families, apps: apps.apps });

describe('unsaid', () => {
  test.each([
    ['change the antivirus policy', { family: 'antivirus' }],
    ['set the firewall', { family: 'firewall' }],
    ['please configure app protection for Outlook on iOS', { family: 'appProtection', platforms: ['ios'] }],
    ['I want to update the firewall policy "Servers"', { family: 'firewall', policy: 'Servers' }],
  ])('«%s» is about a family and leaves open which setting', (text, request) => {
    const read = reader.unsaid(text);

    expect(read?.requests).toMatchObject([{ kind: 'set', ...request }]);
    expect(read?.question?.open).toEqual({ family: request.family, settings: [] });
    expect(reader.parse(text).requests).toEqual([]);
  });

  test.each([
    'change the antivirus policy on my router',
    'change the antivirus policy but only on Tuesdays',
    'should we change the antivirus policy?',
    'who changed the antivirus policy?',
    'do not change the antivirus policy',
    'create an antivirus policy',
    'change the policy',
    'use antivirus',
    'the firewall',
    'change the antivirus policy to block PUA',
  ])('«%s» is not that', (text) => {
    expect(reader.unsaid(text)).toBeUndefined();
  });
});
