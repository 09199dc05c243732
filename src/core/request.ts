import { z } from 'zod';
import { groupings } from './alert';
import { platforms } from './family';

/** What a person asked for. The slots are those of the language contract; what was not said is absent. */

const names = z.array(z.string());
const Platforms = z.array(z.enum(platforms));
const SettingValue = z.union([z.boolean(), z.number(), z.string(), names]);
const Settings = z.record(z.string(), SettingValue);
const ChangeNumber = z.union([z.int().positive(), z.literal('last')]);
const reason = { justification: z.string().optional() };
const time = { for: z.string().optional(), until: z.string().optional() };

export const SetRequest = z.object({
  kind: z.literal('set'),
  family: z.string(),
  settings: Settings.optional(),
  platforms: Platforms.optional(),
  apps: names.optional(),
  policy: z.string().optional(),
  groups: names.optional(),
  excludeGroups: names.optional(),
  ...time,
  ...reason,
});
export const CreateRequest = z.object({
  kind: z.literal('create'),
  family: z.string(),
  name: z.string().optional(),
  settings: Settings.optional(),
  platforms: Platforms.optional(),
  apps: names.optional(),
  groups: names.optional(),
  excludeGroups: names.optional(),
  ...reason,
});
export const AssignRequest = z.object({
  kind: z.literal('assign'),
  policy: z.string().optional(),
  groups: names.optional(),
  excludeGroups: names.optional(),
  family: z.string().optional(),
  ...time,
  ...reason,
});
export const UnassignRequest = z.object({
  kind: z.literal('unassign'),
  policy: z.string().optional(),
  groups: names.optional(),
  family: z.string().optional(),
  ...time,
  ...reason,
});
const appsSlots = {
  apps: names.optional(),
  policy: z.string().optional(),
  /** Said of families whose apps are a setting only. */
  family: z.string().optional(),
  platforms: Platforms.optional(),
  ...reason,
};
export const AddAppsRequest = z.object({ kind: z.literal('addApps'), ...appsSlots });
export const RemoveAppsRequest = z.object({ kind: z.literal('removeApps'), ...appsSlots });
export const DeleteRequest = z.object({
  kind: z.literal('delete'),
  policy: z.string().optional(),
  family: z.string().optional(),
  ...reason,
});
export const RevertRequest = z.object({ kind: z.literal('revert'), change: ChangeNumber.optional(), ...reason });

/** Of what a change wrote to, by the key of its part: what somebody changed there outside of Warden. */
const outside = { change: z.int().positive(), part: z.string(), ...reason };
/** Put back, or taken as it is. Only buttons ask for these; they are not part of the language contract. */
export const PutBackRequest = z.object({ kind: z.literal('putBack'), ...outside });
export const AdoptRequest = z.object({ kind: z.literal('adopt'), ...outside });

export const PolicyRequest = z.discriminatedUnion('kind', [
  SetRequest,
  CreateRequest,
  AssignRequest,
  UnassignRequest,
  AddAppsRequest,
  RemoveAppsRequest,
  DeleteRequest,
]);

/** Changes that are no policy's settings; their planning is in `operations/`. */
export const CreateGroupRequest = z.object({
  kind: z.literal('createGroup'),
  group: z.string().optional(),
  membership: z.enum(['defenderManaged', 'devices']).optional(),
  devices: names.optional(),
  ...reason,
});
export const WipeAppDataRequest = z.object({
  kind: z.literal('wipeAppData'),
  users: names.optional(),
  device: z.string().optional(),
  apps: names.optional(),
  ...reason,
});
const SingleRequest = z.discriminatedUnion('kind', [...PolicyRequest.options, CreateGroupRequest, WipeAppDataRequest]);
/** Several requests of one sentence, which become one change. The reader gives them one by one. */
export const SeveralRequest = z.object({ kind: z.literal('several'), requests: z.array(SingleRequest), ...reason });
export const ChangeRequest = z.discriminatedUnion('kind', [
  ...SingleRequest.options,
  RevertRequest,
  PutBackRequest,
  AdoptRequest,
  SeveralRequest,
]);
/** Done at once: no plan, no approval. */
export const SyncDeviceRequest = z.object({
  kind: z.literal('syncDevice'),
  device: z.string().optional(),
  ...reason,
});
export const OperationRequest = z.discriminatedUnion('kind', [
  CreateGroupRequest,
  WipeAppDataRequest,
  SyncDeviceRequest,
]);

export const DecisionRequest = z.object({
  kind: z.enum(['approve', 'reject', 'cancel']),
  change: ChangeNumber.optional(),
  ...reason,
});

export const QueryRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('listPolicies'),
    family: z.string().optional(),
    platforms: Platforms.optional(),
    apps: names.optional(),
    groups: names.optional(),
  }),
  z.object({ kind: z.literal('showPolicy'), policy: z.string().optional() }),
  z.object({
    kind: z.literal('policyStatus'),
    policy: z.string().optional(),
    by: z.enum(['device', 'setting']).optional(),
  }),
  z.object({ kind: z.literal('showConnector') }),
  z.object({ kind: z.literal('onboardingStatus') }),
  z.object({ kind: z.literal('checkReadiness'), platforms: Platforms.optional() }),
  z.object({ kind: z.literal('complianceSummary'), platforms: Platforms.optional() }),
  z.object({
    kind: z.literal('listDevices'),
    compliance: z.enum(['compliant', 'noncompliant', 'inGracePeriod', 'error', 'conflict', 'unknown']).optional(),
    threat: z.enum(['secured', 'low', 'medium', 'high']).optional(),
    platforms: Platforms.optional(),
    managedBy: z.enum(['defender', 'intune']).optional(),
    users: names.optional(),
  }),
  z.object({ kind: z.enum(['showDevice', 'explainDevice']), device: z.string().optional() }),
  z.object({ kind: z.literal('showGroup'), group: z.string().optional() }),
  z.object({
    kind: z.literal('listChanges'),
    status: z.enum(['needsApproval', 'applied', 'rejected', 'failed', 'expired']).optional(),
    users: names.optional(),
  }),
  z.object({ kind: z.literal('showChange'), change: ChangeNumber.optional() }),
  z.object({
    kind: z.literal('audit'),
    users: names.optional(),
    since: z.string().optional(),
    policy: z.string().optional(),
    /** «The Outlook policy». Not part of the contract's output. */
    apps: names.optional(),
  }),
  z.object({ kind: z.enum(['listAlerts', 'listSilences', 'listSubscriptions']) }),
  z.object({ kind: z.literal('help'), topic: z.string().optional() }),
]);

export const SendGuideRequest = z.object({
  kind: z.literal('sendGuide'),
  platforms: Platforms.optional(),
  users: names.optional(),
  groups: names.optional(),
});

export const AlertRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('subscribe'),
    threat: z.enum(['secured', 'low', 'medium', 'high']).optional(),
    platforms: Platforms.optional(),
    groups: names.optional(),
    policies: names.optional(),
    groupBy: z.enum(groupings).optional(),
  }),
  z.object({ kind: z.literal('unsubscribe') }),
  z.object({
    kind: z.literal('silence'),
    device: z.string().optional(),
    users: names.optional(),
    policy: z.string().optional(),
    platforms: Platforms.optional(),
    ...time,
    ...reason,
  }),
  z.object({
    kind: z.literal('unsilence'),
    silence: z.int().optional(),
    device: z.string().optional(),
    users: names.optional(),
    policy: z.string().optional(),
    platforms: Platforms.optional(),
  }),
  SendGuideRequest,
]);

export const WhatIfRequest = z.object({
  kind: z.literal('whatIf'),
  requests: z.array(z.union([ChangeRequest, OperationRequest])),
});

export const Request = z.union([
  ChangeRequest,
  OperationRequest,
  DecisionRequest,
  QueryRequest,
  AlertRequest,
  WhatIfRequest,
]);

export type SetRequest = z.infer<typeof SetRequest>;
export type CreateRequest = z.infer<typeof CreateRequest>;
export type SingleRequest = z.infer<typeof SingleRequest>;
export type SeveralRequest = z.infer<typeof SeveralRequest>;
export type RevertRequest = z.infer<typeof RevertRequest>;
export type OutsideRequest = z.infer<typeof PutBackRequest | typeof AdoptRequest>;
export type PolicyRequest = z.infer<typeof PolicyRequest>;
export type ChangeRequest = z.infer<typeof ChangeRequest>;
export type CreateGroupRequest = z.infer<typeof CreateGroupRequest>;
export type WipeAppDataRequest = z.infer<typeof WipeAppDataRequest>;
export type SyncDeviceRequest = z.infer<typeof SyncDeviceRequest>;
export type SendGuideRequest = z.infer<typeof SendGuideRequest>;
/** What a choice of a question may stand for: a change, or what is done without one. */
export type ActRequest = ChangeRequest | SyncDeviceRequest | AlertRequest;
export type OperationRequest = z.infer<typeof OperationRequest>;
export type DecisionRequest = z.infer<typeof DecisionRequest>;
export type QueryRequest = z.infer<typeof QueryRequest>;
export type AlertRequest = z.infer<typeof AlertRequest>;
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;
export type Request = z.infer<typeof Request>;

/** What the reader took a word for, where it was not typed so: shown on the card. */
export interface Reading {
  readonly typed: string;
  readonly read: string;
}

/** What the reader asks back: which slot it is about, and what of a family is open where that is known. */
export interface AskedBack {
  readonly about: string;
  readonly text: string;
  /** Not part of the contract's output. */
  readonly open?: OpenSettings;
}

export interface OpenSettings {
  readonly family: string;
  /** Settings that wait for a value, by key. */
  readonly settings: readonly string[];
  /** What tells settings of the same words apart and was not said: «for compliance», «for app protection». */
  readonly axis?: string;
}

/** What reading one utterance gives. A request may stand beside a question: it then holds what is already known. */
export interface Parsed {
  readonly text: string;
  readonly requests: readonly Request[];
  readonly question: AskedBack | null;
  /** Mended words («medum → Medium»). Not part of the contract's output. */
  readonly readings: readonly Reading[];
}
