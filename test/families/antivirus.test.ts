import { antivirus } from '../../src/families/antivirus';
import { creating, directions } from './bodies';

const templateOf = (variant: string, settings: Readonly<Record<string, boolean | readonly string[]>>) =>
  creating(antivirus, variant, settings)?.body?.['templateReference'];

describe('an antivirus policy', () => {
  test('lies in three templates: the main one, exclusions, and the security experience', () => {
    expect([
      templateOf('antivirus', { realTimeMonitoring: true }),
      templateOf('exclusions', { excludedPaths: ['C:\\Build'] }),
      templateOf('securityExperience', { tamperProtection: true }),
    ]).toEqual([
      { templateId: '804339ad-1553-4478-a742-138fb5807418_1' },
      { templateId: expect.stringMatching(/_1$/) },
      { templateId: 'd948ff9b-99cb-4ee0-8012-1fbc09685377_1' },
    ]);
  });

  test('takes no filters', () => {
    expect(antivirus.groups?.takes).not.toContain('filter');
  });

  test('loosens with tamper protection off and with an exclusion', () => {
    expect(directions(antivirus, 'securityExperience', { tamperProtection: false })).toEqual([
      ['tamperProtection', 'loosens'],
    ]);
    expect(directions(antivirus, 'exclusions', { excludedPaths: ['C:\\Build'] })).toEqual([
      ['excludedPaths', 'loosens'],
    ]);
  });
});
