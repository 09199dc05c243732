import type { Family, Variant } from '../core/family';
import type { CatalogTemplate } from '../core/shapes/catalog';

/** What every family of settings catalog policies has in common. */
export const catalogPolicy = {
  allows: ['set', 'create', 'assign', 'unassign', 'delete'],
  permission: {
    read: ['DeviceManagementConfiguration.Read.All'],
    write: ['DeviceManagementConfiguration.ReadWrite.All'],
  },
  docs: 'https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy?view=graph-rest-beta',
  nameAt: 'name',
} as const satisfies Partial<Family>;

/** The Windows policies of one template. */
export function catalogVariant(title: string, template: CatalogTemplate): Variant {
  return {
    platform: 'windows',
    title,
    version: 'beta',
    at: { collection: '/deviceManagement/configurationPolicies' },
    shape: 'catalog',
    template,
    portal: `https://intune.microsoft.com/#view/Microsoft_Intune_Workflows/PolicySummaryBlade/policyId/{id}/isAssigned~/true/technology/mdm%2CmicrosoftSense/templateId/${template.id}/platformName/windows10`,
  };
}
