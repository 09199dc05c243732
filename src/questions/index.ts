import type { QuestionKind } from './question-kind';
import { audit } from './audit';
import { checkReadiness } from './check-readiness';
import { complianceSummary } from './compliance-summary';
import { explainDevice } from './explain-device';
import { listAlerts, listSilences, listSubscriptions } from './list-alerts';
import { listChanges } from './list-changes';
import { listDevices } from './list-devices';
import { listPolicies } from './list-policies';
import { policyStatus } from './policy-status';
import { onboardingStatus } from './onboarding-status';
import { showConnector } from './show-connector';
import { showDevice } from './show-device';
import { showGroup } from './show-group';
import { showPolicy } from './show-policy';

/** The registry: one line per kind of query that is answered with a status card. */
const all: readonly QuestionKind[] = [
  listPolicies,
  showPolicy,
  showConnector,
  checkReadiness,
  policyStatus,
  onboardingStatus,
  complianceSummary,
  listDevices,
  showDevice,
  explainDevice,
  showGroup,
  listChanges,
  audit,
  listAlerts,
  listSilences,
  listSubscriptions,
];

export const questions: ReadonlyMap<string, QuestionKind> = new Map(all.map((one) => [one.kind, one]));
