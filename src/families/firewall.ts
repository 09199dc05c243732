import { catalogPolicy, catalogVariant } from '../catalog/policy';
import { templates } from '../catalog/templates';
import { defineFamily } from '../core/family';
import {
  type Choice,
  choice,
  type Place,
  type Setting,
  type Toggle,
  toggle,
  type Typed,
  type Value,
} from '../core/setting';

const profiles = ['domain', 'private', 'public'] as const;
type Profile = (typeof profiles)[number];

/** Windows firewall: three profiles, each with the same settings. */
export const firewall = defineFamily({
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
  verbs: { on: [], off: ['mute', 'hide', 'suppress'] },
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
  ...catalogPolicy,
  variants: { windows: catalogVariant('Windows', templates.firewall) },
  groups: {
    read: 'assignments',
    write: 'assign',
    takes: ['group', 'exclude'],
    members: 'devices',
    strangers: 'Devices that Defender manages get nothing through a group of people.',
  },
  createName: 'Windows firewall',
  createNeeds: ['name', 'settings'],
  settings: { ...settingsOf('domain'), ...settingsOf('private'), ...settingsOf('public') },
  examples: [
    {
      say: 'turn on the firewall for all profiles',
      set: { 'domain.enabled': true, 'private.enabled': true, 'public.enabled': true },
    },
    {
      say: 'public firewall profile in "FW Laptops": inbound block, outbound allow',
      set: { 'public.inbound': 'block', 'public.outbound': 'allow' },
    },
    {
      say: 'domain firewall profile: inbound block, outbound block',
      set: { 'domain.inbound': 'block', 'domain.outbound': 'block' },
    },
    {
      say: 'private firewall profile: allow inbound, block outbound',
      set: { 'private.inbound': 'allow', 'private.outbound': 'block' },
    },
    {
      say: 'turn on stealth mode for all profiles in the firewall policy "FW Laptops"',
      set: { 'domain.stealthMode': true, 'private.stealthMode': true, 'public.stealthMode': true },
    },
    {
      say: 'turn off local rule merge on all firewall profiles',
      set: { 'domain.localRuleMerge': false, 'private.localRuleMerge': false, 'public.localRuleMerge': false },
    },
    {
      say: 'turn off firewall notifications',
      set: { 'domain.notifications': false, 'private.notifications': false, 'public.notifications': false },
    },
    { say: 'create a firewall policy "FW Laptops", all profiles on, inbound block', act: 'create' },
    { say: 'assign the firewall policy "FW Laptops" to "Windows devices"', act: 'assign' },
    { say: 'unassign the firewall policy "FW Laptops" from "Windows devices"', act: 'unassign' },
    { say: 'delete the firewall policy "FW Laptops"', act: 'delete' },
  ],
  ignores: ['is the firewall on?'],
});

type SettingsOf<P extends Profile> = {
  readonly [K in `${P}.${'enabled' | 'stealthMode' | 'localRuleMerge' | 'notifications'}`]: Typed<Toggle, boolean>;
} & { readonly [K in `${P}.${'inbound' | 'outbound'}`]: Typed<Choice, 'block' | 'allow'> };

/** The same settings for each profile; all but the switch itself hang under it. */
function settingsOf<P extends Profile>(profile: P): SettingsOf<P> {
  const settings: Readonly<Record<string, Setting>> = {
    enabled: toggle({
      title: `Firewall on (${profile})`,
      sense: 'enables',
      words: [],
      stricter: true,
      on: { windows: switchOf(profile) },
    }),
    inbound: direction(profile, 'inbound', 'incoming'),
    outbound: direction(profile, 'outbound', 'outgoing'),
    // Microsoft's switch turns it off: what is shown is what happens.
    stealthMode: toggle({
      title: `Stealth mode (${profile})`,
      sense: 'enables',
      words: ['stealth mode', 'stealth'],
      stricter: true,
      ...under(profile, 'disablestealthmode', '_false', '_true'),
    }),
    localRuleMerge: toggle({
      title: `Local rule merge (${profile})`,
      sense: 'enables',
      phrases: [
        { say: 'merge local rules', value: true },
        { say: 'merge local firewall rules', value: true },
        ...['ignore local rules', 'ignore local firewall rules', 'ignoring local rules'].map((say) => ({
          say,
          value: false,
        })),
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
      stricter: false,
      cautions: [
        {
          value: false,
          say: 'Windows then ignores every rule made on the device itself, also those that installed programs need.',
        },
      ],
      ...under(profile, 'allowlocalpolicymerge', '_true', '_false'),
    }),
    notifications: toggle({
      title: `Notifications (${profile})`,
      sense: 'enables',
      fillers: ['see', 'get', 'receive', 'be shown', 'shown', 'users', 'people'],
      words: [
        'notification',
        'firewall notification',
        'inbound notification',
        'notifications to users',
        'user notification',
        'block notification',
        'blocked app notification',
      ],
      stricter: null,
      ...under(profile, 'disableinboundnotifications', '_false', '_true'),
    }),
  };
  // The keys are put together as the type says.
  return Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [`${profile}.${key}`, { ...setting, picks: { profile } }]),
  ) as unknown as SettingsOf<P>;
}

function switchOf(profile: Profile): Place {
  return {
    at: `vendor_msft_firewall_mdmstore_${profile}profile_enablefirewall`,
    wire: [
      [true, '_true'],
      [false, '_false'],
    ],
    catalog: { holds: 'choice' },
  };
}

/** A setting of a profile: it lies under the profile's switch and exists only while that is on. */
function under(profile: Profile, id: string, on: string, off: string, values: readonly [Value, Value] = [true, false]) {
  const at = `vendor_msft_firewall_mdmstore_${profile}profile_${id}`;
  const place: Place = {
    at,
    wire: [
      [values[0], on],
      [values[1], off],
    ],
    catalog: { holds: 'choice', under: { at: switchOf(profile).at, is: '_true' } },
  };
  return { on: { windows: place }, needs: { setting: `${profile}.enabled`, value: true } } as const;
}

function direction(profile: Profile, one: 'inbound' | 'outbound', other: string): Typed<Choice, 'block' | 'allow'> {
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
  return choice({
    title: `Default ${one} action (${profile})`,
    words,
    fillers: ['default', 'action', 'traffic', 'by default', 'connections'],
    values: {
      block: { say: 'Block', words: ['block', 'blocked', 'blocking', 'deny', 'denied'] },
      allow: { say: 'Allow', words: ['allow', 'allowed', 'permit', 'allowing', 'open'] },
    },
    order: ['block', 'allow'],
    ...under(profile, `default${one}action`, '_1', '_0', ['block', 'allow']),
  });
}
