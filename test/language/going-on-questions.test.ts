import apps from '../../src/catalog/apps.json';
import type { QueryRequest } from '../../src/core/request';
import { families } from '../../src/families';
import { readOnFromQuestion } from '../../src/language/going-on-questions';
import { readerFor } from '../../src/language/parse';

const reader = readerFor({ families, apps: apps.apps });

function after(question: string, text: string) {
  const request = reader.parse(question).requests[0] as QueryRequest; // the sentences below are questions
  return readOnFromQuestion(reader, request, text);
}

describe('readOnFromQuestion', () => {
  test.each([
    ['and on iOS?', { threat: 'high', platforms: ['ios'] }],
    ['only Windows', { threat: 'high', platforms: ['windows'] }],
    ['what about Android', { threat: 'high', platforms: ['android'] }],
    ['not Windows', { threat: 'high', platforms: ['android', 'ios', 'macos'] }],
    ['just the noncompliant ones', { threat: 'high', compliance: 'noncompliant' }],
    ['only compliant ones', { threat: 'high', compliance: 'compliant' }],
    ['which of them are noncompliant?', { threat: 'high', compliance: 'noncompliant' }],
    ['how many of these are on iOS?', { threat: 'high', platforms: ['ios'] }],
    ['and medium?', { threat: 'medium' }],
    ['and for Ana Ruiz?', { threat: 'high', users: ['Ana Ruiz'] }],
    ['the same for Omar please', { threat: 'high', users: ['Omar'] }],
  ])('«%s» goes on from a list of devices', (text, slots) => {
    expect(after('show devices with threat level high', text)).toEqual({ kind: 'listDevices', ...slots });
  });

  test.each([
    ['list policies', 'only Windows', { kind: 'listPolicies', platforms: ['windows'] }],
    ['list policies', 'and for Outlook?', { kind: 'listPolicies', apps: ['outlook'] }],
    [
      'list iOS policies',
      'only compliance policies',
      { kind: 'listPolicies', platforms: ['ios'], family: 'compliance' },
    ],
    ['which policies are assigned to Finance?', 'do the same for Sales', { kind: 'listPolicies', groups: ['Sales'] }],
    ['compliance summary for iOS', 'and for macOS?', { kind: 'complianceSummary', platforms: ['macos'] }],
    ['compliance summary for iOS', 'for macOS too', { kind: 'complianceSummary', platforms: ['ios', 'macos'] }],
    ['check readiness for iOS', 'and Android?', { kind: 'checkReadiness', platforms: ['android'] }],
    ['show policy "iOS baseline"', 'and "Windows baseline"?', { kind: 'showPolicy', policy: 'Windows baseline' }],
    ['status of "iOS baseline"', 'by setting', { kind: 'policyStatus', policy: 'iOS baseline', by: 'setting' }],
    ['list changes', 'only the rejected ones', { kind: 'listChanges', status: 'rejected' }],
    ['who changed policy "iOS baseline" since Monday?', 'and Omar?', { policy: 'iOS baseline', users: ['Omar'] }],
    ['show device LAPTOP-001', 'what about LAPTOP-002?', { kind: 'showDevice', device: 'LAPTOP-002' }],
    ['why is LAPTOP-102 noncompliant?', 'and LAPTOP-103?', { kind: 'explainDevice', device: 'LAPTOP-103' }],
    ['show the group "Sales"', 'and Finance?', { kind: 'showGroup', group: 'Finance' }],
    ['show change 12', 'and 13?', { kind: 'showChange', change: 13 }],
  ])('«%s», «%s»', (question, text, request) => {
    expect(after(question, text)).toMatchObject(request);
  });

  test.each([
    'and which devices are noncompliant?',
    'block printing for Word',
    'and block printing',
    'only on Tuesdays',
    'and the blorp?',
    'not noncompliant',
    'thanks',
    '',
  ])('«%s» goes on from nothing', (text) => {
    expect(after('which devices are noncompliant?', text)).toBeUndefined();
  });
});
