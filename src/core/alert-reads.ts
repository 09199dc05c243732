/** What alerts are made of: without one of these permissions some of it is never told. */
export const alertReads = [
  {
    permission: 'DeviceManagementManagedDevices.Read.All',
    about: 'alerts: which devices are not compliant, and why the worst of them',
    docs: 'https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list',
  },
  {
    permission: 'DeviceManagementConfiguration.Read.All',
    about: 'alerts: why all but the worst are not compliant (may be left out: then cards only count them)',
    docs: 'https://learn.microsoft.com/graph/api/intune-reporting-devicemanagementreports-getnoncompliantdevicesandsettingsreport',
  },
  {
    permission: 'DeviceManagementApps.Read.All',
    about: 'alerts: flagged apps on phones that are not enrolled',
    docs: 'https://learn.microsoft.com/graph/api/intune-mam-managedappregistration-getuseridswithflaggedappregistration',
  },
  {
    permission: 'DeviceManagementServiceConfig.Read.All',
    about: 'alerts: whether the connector to the threat defense service answers',
    docs: 'https://learn.microsoft.com/graph/api/intune-onboarding-mobilethreatdefenseconnector-list',
  },
] as const;

/** Those the app has not, and what is therefore never told; one to write a thing reads it, too. */
export function alertReadsMissing(
  has: ReadonlySet<string>,
): readonly { readonly permission: string; readonly about: string }[] {
  return alertReads.filter(
    ({ permission }) => !has.has(permission) && !has.has(permission.replace('.Read.', '.ReadWrite.')),
  );
}
