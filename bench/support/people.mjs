// Who speaks in the change rows and of which policies: known to the tenant and to those who send the messages.

/** Policies in the tenant at a time, beside those it has anyway. */
export const atATime = 40;

export function policyName(turn) {
  return `Unit ${number(turn)} baseline`;
}

/** A person for each turn, so that nobody's role is remembered from the turn before. */
export function requestorOf(turn) {
  return { objectId: `aaaaaaaa-0000-4000-8000-0000001${number(turn)}`, name: `Requestor ${number(turn)}` };
}

function number(turn) {
  return String(turn).padStart(5, '0');
}
