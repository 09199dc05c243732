import type { QuestionKind } from './question-kind';
import { audit } from './audit';
import { checkReadiness } from './check-readiness';
import { listChanges } from './list-changes';
import { listPolicies } from './list-policies';
import { showConnector } from './show-connector';
import { showPolicy } from './show-policy';

/** The registry: one line per kind of query that is answered with a status card. */
const all: readonly QuestionKind[] = [listPolicies, showPolicy, showConnector, checkReadiness, listChanges, audit];

export const questions: ReadonlyMap<string, QuestionKind> = new Map(all.map((one) => [one.kind, one]));
