// A reader made of @nlpjs as its documentation proposes: intents learned from sentences, entities found by lists and
// patterns, and a function that puts a request together from them.
import { dockStart } from '@nlpjs/basic';

/** Trains on sentences with their requests; gives a function from a text to `{ requests, question }`. */
export async function trained(sentences, families, apps) {
  // Exact lists: its default, a fuzzy search through every word of every setting, takes seconds a sentence.
  const settings = { nlp: { log: false, forceNER: true, autoSave: false }, ner: { threshold: 1 } };
  const dock = await dockStart({ use: ['Basic'], settings });
  const nlp = dock.get('nlp');
  nlp.addLanguage('en');
  addEntities(nlp, families, apps);
  for (const { text, requests } of sentences) nlp.addDocument('en', text, intentOf(requests));
  await nlp.train();
  return async (text) => {
    const found = await nlp.process('en', text);
    return { requests: requestsOf(text, found, families), question: null };
  };
}

/** Kinds and families, in order: what a classifier can learn. */
function intentOf(requests) {
  if (requests.length === 0) return 'none';
  return requests.map(({ kind, family }) => (family === undefined ? kind : `${kind}:${family}`)).join('+');
}

function addEntities(nlp, families, apps) {
  const rule = (entity, option, words) => nlp.addNerRuleOptionTexts('en', entity, option, words);
  for (const { id, name, aliases } of apps) rule('app', id, [name, ...aliases]);
  rule('app', 'coreMicrosoftApps', ['office apps', 'core microsoft apps']);
  rule('app', 'allMicrosoftApps', ['all microsoft apps']);
  for (const [platform, words] of Object.entries(platforms)) rule('platform', platform, words);
  for (const family of families.values()) {
    for (const [key, setting] of Object.entries(family.settings)) {
      const words = setting.words.filter((word) => !word.includes('{'));
      if (words.length > 0) rule(`setting-${family.id}`, key, words);
      for (const [value, { words: said }] of Object.entries(setting.values ?? {})) {
        rule(`value-${family.id}`, `${key}=${value}`, said);
      }
      for (const { say, value } of setting.phrases ?? []) rule(`value-${family.id}`, `${key}=${value}`, [say]);
    }
  }
}

const platforms = {
  android: ['android'],
  ios: ['ios', 'iphone', 'iphones', 'ipad', 'ipads'],
  windows: ['windows', 'pc', 'laptop', 'laptops', 'desktops'],
  macos: ['macos', 'mac', 'macs', 'macbooks'],
};

function requestsOf(text, { intent, score, entities }, families) {
  if (intent === 'None' || intent === 'none' || score < 0.5) return [];
  return intent.split('+').map((one) => {
    const [kind, family] = one.split(':');
    return { kind, ...(family ? { family } : {}), ...slotsOf(text, kind, families.get(family), entities ?? []) };
  });
}

function slotsOf(text, kind, family, entities) {
  const options = (entity) => [...new Set(entities.filter((one) => one.entity === entity).map(({ option }) => option))];
  const [quoted] = [...text.matchAll(/["“']([^"”']+)["”']/g)].map((match) => match[1]);
  const users = [...text.matchAll(/[\w.]+@[\w.]+\w/g)].map(([user]) => user);
  const groups = [...text.matchAll(/(?:to|from|the) (?:the )?([A-Z][\w-]+)(?: group)?/g)].map((match) => match[1]);
  const device = /\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b/.exec(text)?.[0];
  const change = /(?:change |#)(\d+)/.exec(text)?.[1] ?? (/last change/.test(text) ? 'last' : undefined);
  const slots = {};
  const takes = (slot) => (slotsByKind[kind] ?? '').split(' ').includes(slot);
  if (takes('apps') && options('app').length > 0) slots.apps = options('app').sort();
  if (takes('platforms') && options('platform').length > 0) slots.platforms = options('platform').sort();
  if (takes('policy') && quoted) slots[kind === 'create' ? 'name' : 'policy'] = quoted;
  if (takes('groups') && groups.length > 0) slots.groups = groups.sort();
  if (takes('users') && users.length > 0) slots.users = users.sort();
  if (takes('device') && device) slots.device = device;
  if (takes('change') && change !== undefined) slots.change = change === 'last' ? change : Number(change);
  const settings = family && takes('settings') ? settingsOf(text, family, options) : {};
  if (Object.keys(settings).length > 0) slots.settings = settings;
  return slots;
}

const slotsByKind = {
  set: 'settings apps platforms policy groups',
  create: 'settings apps platforms policy groups',
  assign: 'policy groups',
  unassign: 'policy groups',
  addApps: 'apps policy platforms',
  removeApps: 'apps policy platforms',
  delete: 'policy',
  wipeAppData: 'users device apps',
  syncDevice: 'device',
  revert: 'change',
  listPolicies: 'apps platforms groups',
  showPolicy: 'policy',
  policyStatus: 'policy',
  listDevices: 'platforms users',
  showDevice: 'device',
  explainDevice: 'device',
  showChange: 'change',
  approve: 'change',
  reject: 'change',
  cancel: 'change',
  silence: 'device users policy platforms',
  unsilence: 'device users policy platforms',
  subscribe: 'platforms groups',
  checkReadiness: 'platforms',
  complianceSummary: 'platforms',
  audit: 'users policy',
  sendGuide: 'platforms users groups',
};

function settingsOf(text, family, options) {
  const settings = {};
  for (const option of options(`value-${family.id}`)) {
    const [key, value] = option.split('=');
    const named = options(`setting-${family.id}`).includes(key) || family.settings[key].kind === 'toggle';
    if (named) settings[key] = value === 'true' ? true : value === 'false' ? false : value;
  }
  const denied = /\b(?:off|disable|don't|do not|stop|not)\b/i.test(text);
  for (const key of options(`setting-${family.id}`)) {
    const setting = family.settings[key];
    const number = /\b(\d+)\b/.exec(text)?.[1];
    if (setting.kind === 'toggle' && settings[key] === undefined) {
      settings[key] = setting.sense === 'blocks' ? !/\ballow|don't block|stop block/i.test(text) : !denied;
    }
    if (setting.kind === 'count' && number !== undefined) settings[key] = Number(number);
    if (setting.kind === 'version') settings[key] = /\b\d+(?:\.\d+)+\b/.exec(text)?.[0] ?? number;
  }
  return settings;
}
