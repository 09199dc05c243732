/** Microsoft's renderer as a second opinion: it knows wrong enums, double ids and unknown elements. */

interface Found {
  readonly message: string;
}

interface AdaptiveCards {
  readonly AdaptiveCard: new () => {
    parse(card: unknown, context: unknown): void;
    validateProperties(): { readonly validationEvents: readonly Found[] };
  };
  readonly SerializationContext: new () => { readonly eventCount: number; getEventAt(i: number): Found };
}

export function complaintsOf(card: unknown): readonly string[] {
  // The package's main file is a module without extensions, which Node cannot load; its bundle needs no DOM to parse.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { AdaptiveCard, SerializationContext } = require('adaptivecards/dist/adaptivecards.js') as AdaptiveCards;
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  const complaints = [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
  return complaints.filter((message) => !teamsOwn.test(message));
}

/** Charts are Teams' own; the card says in words what other clients do not draw. */
const teamsOwn = /^Unknown element type "Chart\.(?:Donut|Line)"\. Fallback will be used if present\.$/;
