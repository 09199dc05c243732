import type { SpokenFamily, SpokenSetting } from '../vocabulary';

const profiles = ['domain', 'private', 'public'] as const;

/** Windows firewall: three profiles, each with the same settings. */
export const firewall: SpokenFamily = {
  id: 'firewall',
  title: 'Firewall policy',
  words: [
    'firewall policy',
    'firewall',
    'windows firewall',
    'windows firewall policy',
    'defender firewall',
    'microsoft defender firewall',
    'defender firewall policy',
    'host firewall',
    'fw policy',
    'fw',
    'windows defender firewall',
    'microsoft defender firewall policy',
  ],
  fillers: [
    'profile',
    'profiles',
    'network',
    'networks',
    'device',
    'devices',
    'defender',
    'firewall profile',
    'firewall profiles',
    'network profile',
    'traffic',
    'connections',
    'connection',
    'default',
  ],
  itself: profiles.map((profile) => `${profile}.enabled`),
  axes: {
    profile: {
      values: Object.fromEntries(
        profiles.map((profile) => [
          profile,
          [
            profile,
            `${profile} profile`,
            `${profile} firewall profile`,
            `${profile} network`,
            `${profile} network profile`,
            `${profile} firewall`,
            `${profile} networks`,
          ],
        ]),
      ),
      every: [
        'all profiles',
        'every profile',
        'all firewall profiles',
        'all three profiles',
        'all the profiles',
        'each profile',
        'every firewall profile',
        'all 3 profiles',
        'three profiles',
        'all networks',
        'all network profiles',
        'the three profiles',
      ],
      unsaid: 'all',
    },
  },
  variants: { windows: { platform: 'windows' } },
  settings: Object.fromEntries(
    profiles.flatMap((profile) =>
      settingsOf(profile).map(([key, setting]) => [`${profile}.${key}`, { ...setting, picks: { profile } }]),
    ),
  ),
  examples: [
    { say: 'turn on the firewall for all profiles' },
    { say: 'public firewall profile in "FW Laptops": inbound block, outbound allow' },
    { say: 'turn on stealth mode for the public profile' },
  ],
};

function settingsOf(profile: string): readonly (readonly [string, SpokenSetting])[] {
  return [
    ['enabled', { kind: 'toggle', title: `Firewall on (${profile})`, sense: 'enables', words: [] }],
    ['inbound', direction(profile, 'inbound', 'incoming')],
    ['outbound', direction(profile, 'outbound', 'outgoing')],
    [
      'stealthMode',
      { kind: 'toggle', title: `Stealth mode (${profile})`, sense: 'enables', words: ['stealth mode', 'stealth'] },
    ],
    [
      'localRuleMerge',
      {
        kind: 'toggle',
        title: `Local rule merge (${profile})`,
        sense: 'enables',
        phrases: [
          { say: 'merge local rules', value: true },
          { say: 'merge local firewall rules', value: true },
        ],
        words: [
          'local rule merge',
          'local rule merging',
          'merging of local rules',
          'merging local rules',
          'local rules merge',
          'local policy merge',
          'local firewall rule merge',
          'merge local rules',
          'local rules',
          'local firewall rules',
          'local policy merging',
          'merge of local rules',
          'local firewall rule merging',
          'allow local policy merge',
          'local firewall policy merge',
          'merging of local firewall rules',
        ],
      },
    ],
    [
      'notifications',
      {
        kind: 'toggle',
        title: `Notifications (${profile})`,
        sense: 'enables',
        words: [
          'notification',
          'firewall notification',
          'inbound notification',
          'notifications to users',
          'user notification',
          'block notification',
          'blocked app notification',
        ],
      },
    ],
  ];
}

function direction(profile: string, one: string, other: string): SpokenSetting {
  const words = [one, other].flatMap((word) => [
    word,
    `${word} action`,
    `default ${word} action`,
    `${word} traffic`,
    `${word} connection`,
    `${word} default action`,
    `default ${word}`,
    `${word} default`,
    `default action for ${word}`,
    `${word} network traffic`,
    `all ${word} traffic`,
    `default action for ${word} traffic`,
    `default action for ${word} connections`,
  ]);
  return {
    kind: 'choice',
    title: `Default ${one} action (${profile})`,
    words,
    fillers: ['default', 'action', 'traffic', 'by default', 'connections'],
    values: {
      block: { say: 'Block', words: ['block', 'blocked', 'blocking', 'deny', 'denied'] },
      allow: { say: 'Allow', words: ['allow', 'allowed', 'permit', 'allowing', 'open'] },
    },
  };
}
