import { stringify } from 'yaml';
import { appId, tenantId } from '../seed/ids';
import type { Actor } from './people';

/** The channel where the practice tenant's approvals are posted; `warden.yaml` of the sandbox names it. */
export const approvalsChannel = '19:11111111111141118111111111111111@thread.tacv2';

/** The Playground's configuration file. It wants exactly five users beside the current one, and one channel beside «General». */
export function settingsText([current, ...others]: readonly [Actor, ...Actor[]]): string {
  if (others.length !== 5) throw new RangeError(`The Playground takes six people, not ${others.length + 1}.`);
  return stringify({
    version: '0.1.1',
    tenantId,
    bot: { id: `28:${appId}`, name: 'Warden' },
    currentUser: userOf(current),
    users: others.map(userOf),
    personalChat: { id: 'a:1pracTiceTenantPersonalChatOfAnaRuizWithWarden' },
    groupChat: { id: '19:3b1f0c7ad2584b9f8e6d5c4b3a291807@thread.v2', name: 'Security operations' },
    team: {
      id: '19:22222222222242228222222222222222@thread.tacv2',
      name: 'Endpoint security',
      aadGroupId: 'eeeeeeee-0000-4000-8000-000000000001',
      channels: [{ id: approvalsChannel, name: 'Approvals' }],
    },
  });
}

function userOf({ teamsId, name, objectId }: Actor) {
  const [givenName = name, surname = ''] = name.split(' ');
  const mail = `${givenName}.${surname}@contoso.com`.toLowerCase();
  // The Playground spells it so.
  return { id: teamsId, name, userPrincipleName: mail, aadObjectId: objectId, givenName, surname, email: mail };
}
