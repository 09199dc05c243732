import type { Change, Decision, Person } from '../../src/core/change';
import { planOf, type PlanPart } from '../../src/core/plan';
import type { Needs } from '../../src/core/needs';
import type { Snapshot } from '../../src/core/snapshot';

export const ana: Person = { objectId: 'ana-id', name: 'Ana Ruiz', teamsId: '29:ana' };
export const omar: Person = { objectId: 'omar-id', name: 'Omar Haddad', teamsId: '29:omar' };
export const priya: Person = { objectId: 'priya-id', name: 'Priya Nair', teamsId: '29:priya' };

/** So many approvals of anybody, and nothing else. */
export function needing(approvals: number): Needs {
  return { approvals, from: [], waitHours: 0, because: [] };
}

export function aSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    id: 'T_1',
    name: 'iOS Office baseline',
    entity: {
      id: 'T_1',
      displayName: 'iOS Office baseline',
      maximumAllowedDeviceThreatLevel: 'high',
      pinRequired: true,
      minimumPinLength: 4,
    },
    apps: { group: 'selectedPublicApps', ids: ['com.microsoft.office.outlook', 'com.microsoft.skype.teams'] },
    assignments: [{ target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: 'g-staff' } }],
    ...changes,
  };
}

export function aPart(changes: Partial<PlanPart> = {}): PlanPart {
  return {
    key: 'p1',
    act: 'set',
    family: 'appProtection',
    variant: 'ios',
    target: { kind: 'existing', id: 'T_1', name: 'iOS Office baseline' },
    changes: [
      {
        kind: 'setting',
        setting: 'maximumAllowedDeviceThreatLevel',
        from: 'high',
        to: 'medium',
        direction: 'tightens',
      },
    ],
    before: aSnapshot(),
    ...changes,
  };
}

export function aChange(changes: Partial<Change> = {}): Change {
  return {
    id: 12,
    revision: 1,
    version: 1,
    request: {
      kind: 'set',
      family: 'appProtection',
      settings: { maximumAllowedDeviceThreatLevel: 'medium' },
      apps: ['outlook'],
    },
    utterance: 'set max threat level Medium for Outlook',
    readings: [],
    notes: [],
    requestor: ana,
    conversation: 'a:ana',
    askedIn: '',
    plan: planOf([aPart()]),
    needs: needing(1),
    decisions: [],
    status: { kind: 'needsApproval' },
    createdAt: '2026-03-02T09:00:00.000Z',
    expiresAt: '2026-03-05T09:00:00.000Z',
    ...changes,
  };
}

export function anApproval(by: Person, version = 1): Decision {
  return { by, verdict: 'approve', at: '2026-03-02T09:05:00.000Z', version };
}
