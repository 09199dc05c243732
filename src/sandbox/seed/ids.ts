/** Every id of the practice tenant that stands still, whatever the seed. */
export const tenantId = '11111111-1111-4111-8111-111111111111';

/** The app registration the sandbox's tokens speak for. */
export const appId = '22222222-2222-4222-8222-222222222222';

export const people = {
  ana: 'aaaaaaaa-0000-4000-8000-000000000001',
  omar: 'aaaaaaaa-0000-4000-8000-000000000002',
  priya: 'aaaaaaaa-0000-4000-8000-000000000003',
  ben: 'aaaaaaaa-0000-4000-8000-000000000004',
  eve: 'aaaaaaaa-0000-4000-8000-000000000005',
  sam: 'aaaaaaaa-0000-4000-8000-000000000006',
  breakGlass: 'aaaaaaaa-0000-4000-8000-000000000099',
} as const;

export const groups = {
  readers: 'bbbbbbbb-0000-4000-8000-000000000001',
  requestors: 'bbbbbbbb-0000-4000-8000-000000000002',
  approvers: 'bbbbbbbb-0000-4000-8000-000000000003',
  allStaff: 'bbbbbbbb-0000-4000-8000-000000000010',
  sales: 'bbbbbbbb-0000-4000-8000-000000000011',
  finance: 'bbbbbbbb-0000-4000-8000-000000000012',
  pilot: 'bbbbbbbb-0000-4000-8000-000000000013',
  breakGlass: 'bbbbbbbb-0000-4000-8000-000000000014',
  windowsDevices: 'bbbbbbbb-0000-4000-8000-000000000020',
} as const;

export const policies = {
  androidOfficeBaseline: 'T_cccccccc-0000-4000-8000-000000000001',
  iosOfficeBaseline: 'T_cccccccc-0000-4000-8000-000000000002',
  defenderForPilot: 'A_cccccccc-0000-4000-8000-000000000003',
  windowsBaseline: 'cccccccc-0000-4000-8000-000000000011',
  macosBaseline: 'cccccccc-0000-4000-8000-000000000012',
  iosBaseline: 'cccccccc-0000-4000-8000-000000000013',
  androidBaseline: 'cccccccc-0000-4000-8000-000000000014',
} as const;

export const apps = {
  defenderIos: 'dddddddd-0000-4000-8000-000000000001',
  outlookIos: 'dddddddd-0000-4000-8000-000000000002',
  teamsIos: 'dddddddd-0000-4000-8000-000000000003',
} as const;

/** The same in every tenant. CIPP-API Enable-CIPPMDEConnector.ps1. */
export const defenderConnector = 'fc780465-2017-40d4-a0c5-307022471b92';
