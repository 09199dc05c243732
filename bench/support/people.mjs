// Who speaks in the benchmark and of which policies: known to the tenant and to those who send the messages.
const most = 40;

export const policyNames = Array.from({ length: most }, (_, i) => `Unit ${number(i)} baseline`);

/** A person each, so that the role of none is remembered from the turn before. */
export const requestors = Array.from({ length: most }, (_, i) => ({
  objectId: `aaaaaaaa-0000-4000-8000-000000001${number(i)}`,
  name: `Requestor ${number(i)}`,
}));

function number(i) {
  return String(i).padStart(3, '0');
}
