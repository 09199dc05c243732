/**
 * English words that look like a slip of one of ours and are none: «team» is no «Teams», «vacation» no «action».
 * They are never mended, so that a sentence about something else stays a sentence about something else.
 */
export const falseFriends: ReadonlySet<string> = new Set(
  [
    'accent accents activation activations activities additional advanced approver approvers archived arise',
    'arises arising assignee assignees assistance attack attacks audio authenticate authenticated authenticates',
    'automated automating automation await awaits backend backends backer backers baking banner base bases become',
    'beside biased bitter boring bought broke broker browse butter callee caller callers camping canceled',
    'canceling captured cares case cases cats caused cells charge charged charges chart charts chase checker',
    'checkers cheeks chick chin chore chores clause clean cleans cloudy clover coded cold collection collections',
    'collective comes compete complaint complaints completed completely completer compromise compute computed',
    'computes conditionally conditioned conditions confect conflicted executive executives execute executes contacting contention contest context',
    'contexts contract contracts convention conventions conversion conversions converting copied corpus',
    'correlation corrupting corruption county court courts covert crates crop cupped daring dates defence derive',
    'derives designed destination detail devise directions dive dives document documented driven driver drivers',
    'easier easiest eater edged ember emits employee enumeration enumerators evaluate evaluates evaluating',
    'exceedingly excess exited exiting exits expansions extent extra extras facto factory facts fakes falls',
    'featured fetcher fever filed fills fires fixes folded fore forged forked forking formal formed fries grade',
    'graft grafts grape grass grave grout grunt hands hiring hoist holes immediates increasingly informational',
    'informative internal internals kids knobs known lasting late latter launched layer layers leading leads',
    'leaking leaning leans lease lends lies lines listen listens lister locale locales locked locking logger',
    'loggers logic logos looped looping loose macros maker marker markers market marking markings mars masking',
    'masks master meat meets merged minus mistaken model models modem modifier modifiers moss movie movies mowing',
    'naive nodes noes notes notifier offboarding officer operations optionally order orders paint passes passing',
    'past pasta pasted patch permissive persisting phoned phony pinned pinning pint pints planned pointing police',
    'polling polls ported porting ports possibly postal prepend prepends press previously processed processors',
    'production profilers project projecting projects prone properties property protest protests publix quiet',
    'quilt quite raining raisin read reads realm receiver recommends rejections related relating relay relaying',
    'render renders repost requester requirement resort respecting responsive rest restriction restrictions',
    'restrictive retried reversed rise rising risky roles routed safer safest sale sampled saver saying says',
    'scales scanner scheduler scoped scream seeds seeking seeks seems seven shade shaded shake shaking shale',
    'shape shaped shapes shaping shard shards sharp shift shipped shipping ships shoes short shorts shout sides',
    'simpler simplest simplex simplifies sing site sites sitting sized sizes slave slots slows smart snips source',
    'sourced spans spare spend spending spends spent stage stages stale star stare staring starring stars starter',
    'stat stated stating statistic statistical statue steam store stores stray string strings stripe stroke',
    'strokes stuff subscriber subscribers suit suits summit table tables tail talking taxes team tears',
    'terms thorough though thread threads threw tighter tile tiles tilted tilting tires toggled token tokens',
    'tough train traits transforming transforms treads tree trees tried trivia tuned tuning turner typed typos',
    'unavoidable updater updaters verifier visas vision visit visits wanting wards warming wasting weakly window',
    'woods wore world worms worst wound writing',
  ]
    .join(' ')
    .split(' '),
);
