// Made-up managed devices, as Graph gives them for the properties the sweep selects.
const systems = ['Windows', 'Windows', 'Windows', 'iOS', 'Android', 'macOS'];
const firstEnrolled = Date.parse('2023-03-01T06:00:00Z');
const secondsApart = 60;

/**
 * The rows from one number to another, at a version of the tenant. With each version nearly every device has checked in
 * anew, and one in so many of them has fallen out of compliance or is back.
 */
export function rowsOf({ from, until, version, oneIn = 1000 }) {
  const rows = [];
  for (let number = from; number < until; number += 1) rows.push(rowOf(number, version, oneIn));
  return rows;
}

/** The numbers of the devices that are noncompliant. */
export function failingOf({ devices, version, oneIn }) {
  return Array.from({ length: devices }, (_, number) => number).filter((number) => isFailing(number, version, oneIn));
}

/** In every other version one in so many is noncompliant. */
function isFailing(number, version, oneIn) {
  return version % 2 === 1 && number % oneIn === 7;
}

export function idOf(number) {
  return guidOf(number, 0);
}

/** How many of the first devices were enrolled before an instant. */
export function enrolledBefore(at, devices) {
  return Math.min(devices, Math.max(0, Math.ceil((Date.parse(at) - firstEnrolled) / (secondsApart * 1000))));
}

/** How many of the first devices were not enrolled after an instant. */
export function enrolledUntil(at, devices) {
  return Math.min(devices, Math.max(0, Math.floor((Date.parse(at) - firstEnrolled) / (secondsApart * 1000)) + 1));
}

function rowOf(number, version, oneIn) {
  const id = idOf(number);
  const system = systems[number % systems.length];
  const person = number % 700_000;
  const checkedIn = Date.parse('2026-11-20T00:00:00Z') + version * 28_800_000 + (number % 28_000) * 1000;
  return {
    id,
    deviceName: `${system.slice(0, 3).toUpperCase()}-${id.slice(0, 8).toUpperCase()}`,
    operatingSystem: system,
    complianceState: isFailing(number, version, oneIn) ? 'noncompliant' : 'compliant',
    complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
    partnerReportedThreatState: number % 50 === 3 ? 'unknown' : 'secured',
    lastSyncDateTime: new Date(checkedIn).toISOString(),
    enrolledDateTime: new Date(firstEnrolled + number * secondsApart * 1000).toISOString(),
    userId: guidOf(person, 1),
    userDisplayName: `Given${person % 997} Family${person % 8191}`,
    userPrincipalName: `given${person % 997}.family${person}@contoso.example`,
  };
}

/** Looks like chance and is the same every time; a million of them are made between two sweeps. */
function guidOf(number, kind) {
  const hex = [0, 1, 2, 3].map((word) => mixed(number * 8 + kind * 4 + word)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The last steps of MurmurHash3, which lose nothing: two numbers never give the same word. */
function mixed(number) {
  let word = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return ((word ^ (word >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
