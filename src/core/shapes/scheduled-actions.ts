import type { Entity } from '../entity';

/** What Intune does with a device that breaks a compliance policy, and how long it waits: one block action, and others beside it. */

/** Hours until a device counts as noncompliant; null where the policy was read without its actions. */
export function graceHours(entity: Entity, action: string): number | null {
  const found = rulesOf(entity)
    .flatMap(actionsOf)
    .find(({ actionType }) => actionType === action);
  return typeof found?.['gracePeriodHours'] === 'number' ? found['gracePeriodHours'] : null;
}

/** All actions again, as Graph takes them, with the grace of this one changed; of a policy without any, the one it must have. */
export function actionsWith(entity: Entity | undefined, action: string, hours: number): readonly Entity[] {
  const rules = entity ? rulesOf(entity) : [];
  const missing = !rules.flatMap(actionsOf).some(({ actionType }) => actionType === action);
  const all = missing
    ? [...rules, { ruleName: 'PasswordRequired', scheduledActionConfigurations: [{ actionType: action }] }]
    : rules;
  return all.map((rule) => ({
    ruleName: rule['ruleName'] ?? null,
    scheduledActionConfigurations: actionsOf(rule).map((one) => ({
      actionType: one['actionType'],
      gracePeriodHours: one['actionType'] === action ? hours : (one['gracePeriodHours'] ?? 0),
      notificationTemplateId: one['notificationTemplateId'] ?? '',
      notificationMessageCCList: one['notificationMessageCCList'] ?? [],
    })),
  }));
}

/** The actions without the ids that the service gives anew at each write. */
export function plainActions(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((rule: Entity) => actionsOf(rule).map(({ id: _, ...action }) => withoutAnnotations(action)))
    : value;
}

function rulesOf(entity: Entity): readonly Entity[] {
  return listIn(entity, 'scheduledActionsForRule');
}

function actionsOf(rule: Entity): readonly Entity[] {
  return listIn(rule, 'scheduledActionConfigurations');
}

function listIn(entity: Entity, name: string): readonly Entity[] {
  const value = entity[name];
  return Array.isArray(value) ? (value as readonly Entity[]) : []; // Graph's own list of objects
}

function withoutAnnotations(entity: Entity): Entity {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !name.includes('@odata')));
}
