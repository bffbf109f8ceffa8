/** What a change does to somebody: nothing, something under circumstances, or it breaks them. */
export type Effect = "compatible" | "caution" | "breaks";

export interface Effects {
  /** On clients of the old that talk to the new. */
  readonly wire: Effect;
  /** On whether typed callers still compile. */
  readonly types: Effect;
}

/** What is done with a value: a client sends arguments, and receives replies and events. */
export type Direction = "sent" | "received";

export type ChangeKind =
  | "command-removed"
  | "command-added"
  | "event-removed"
  | "event-added"
  | "member-removed"
  | "member-added"
  | "optional-member-removed"
  | "optional-member-added"
  | "became-mandatory"
  | "became-optional"
  | "value-removed"
  | "value-added"
  | "branch-removed"
  | "branch-added"
  | "alternative-removed"
  | "alternative-added"
  | "type-changed"
  | "type-widened"
  | "type-narrowed"
  | "enum-opened"
  | "enum-closed"
  | "range-widened"
  | "range-narrowed"
  | "range-changed"
  | "tag-changed"
  | "type-renamed"
  | "type-merged"
  | "type-split"
  | "deprecated"
  | "undeprecated"
  | "feature-added"
  | "feature-removed"
  | "oob-allowed"
  | "oob-refused"
  | "arguments-begun"
  | "arguments-ended"
  | "arguments-opened"
  | "arguments-closed"
  | "reply-added"
  | "reply-removed"
  | "preconfig-allowed"
  | "preconfig-refused";

/** What is to be known of a kind of change. */
export interface Kind {
  /** In words; `%` is the thing that changes, as its place calls it. */
  readonly says: string;
  /** What it is from the new to the old. */
  readonly mirror: ChangeKind;
  readonly sent: Effects;
  readonly received: Effects;
}

const effects = (wire: Effect, types: Effect): Effects => ({ wire, types });

const harmless = effects("compatible", "compatible");
/** Only some callers stop compiling: an exhaustive `switch` has one more value to handle. */
const rarely = effects("compatible", "caution");
const typesOnly = effects("compatible", "breaks");
const breaking = effects("breaks", "breaks");
/** The wire takes it where the client took the contract at its word. */
const careful = effects("caution", "breaks");

const both = (each: Effects): Pick<Kind, Direction> => ({ sent: each, received: each });
const kind = (says: string, mirror: ChangeKind, of: Pick<Kind, Direction>): Kind => ({ says, mirror, ...of });

/**
 * Every kind of change, and the rules: docs/devel/qapi-code-gen.rst of QEMU, "Compatibility considerations". What it
 * leaves open, and why it is settled as it is, stands in docs/comparing.md.
 */
export const kinds: Readonly<Record<ChangeKind, Kind>> = {
  "command-removed": kind("the command is gone", "command-added", both(breaking)),
  "command-added": kind("a new command", "command-removed", both(harmless)),
  "event-removed": kind("the event is gone", "event-added", both(breaking)),
  "event-added": kind("a new event", "event-removed", both(harmless)),

  "member-removed": kind("the mandatory % is gone", "member-added", both(breaking)),
  "member-added": kind("a new mandatory %", "member-removed", { sent: breaking, received: harmless }),
  "optional-member-removed": kind("the optional % is gone", "optional-member-added", {
    sent: breaking,
    received: careful,
  }),
  "optional-member-added": kind("a new optional %", "optional-member-removed", both(harmless)),
  "became-mandatory": kind("the % was optional and is mandatory", "became-optional", {
    sent: breaking,
    received: harmless,
  }),
  "became-optional": kind("the % was mandatory and is optional", "became-mandatory", {
    sent: harmless,
    received: careful,
  }),

  "value-removed": kind("the value is gone", "value-added", { sent: breaking, received: careful }),
  "value-added": kind("a new value", "value-removed", { sent: harmless, received: rarely }),
  "branch-removed": kind("the branch is gone", "branch-added", { sent: breaking, received: careful }),
  "branch-added": kind("a new branch", "branch-removed", { sent: harmless, received: rarely }),
  "alternative-removed": kind("the alternative is gone", "alternative-added", {
    sent: breaking,
    received: careful,
  }),
  "alternative-added": kind("a new alternative", "alternative-removed", {
    sent: harmless,
    received: careful,
  }),

  "type-changed": kind("the type is another", "type-changed", both(breaking)),
  "type-widened": kind("the type takes in more", "type-narrowed", { sent: harmless, received: breaking }),
  "type-narrowed": kind("the type takes in less", "type-widened", { sent: breaking, received: typesOnly }),
  "enum-opened": kind("the enumeration became a string", "enum-closed", {
    sent: harmless,
    received: careful,
  }),
  "enum-closed": kind("the string became an enumeration", "enum-opened", {
    sent: breaking,
    received: harmless,
  }),
  "range-widened": kind("the integer has a wider range", "range-narrowed", {
    sent: harmless,
    received: careful,
  }),
  "range-narrowed": kind("the integer has a narrower range", "range-widened", {
    sent: careful,
    received: harmless,
  }),
  "range-changed": kind("the integer has another range", "range-changed", both(careful)),
  "tag-changed": kind("another member selects the branch", "tag-changed", both(breaking)),

  "type-renamed": kind("the type has another name", "type-renamed", both(typesOnly)),
  "type-merged": kind("another type, which was there before, stands for it", "type-split", both(typesOnly)),
  "type-split": kind("a new type stands for it here", "type-merged", both(harmless)),

  deprecated: kind("deprecated", "undeprecated", both(harmless)),
  undeprecated: kind("no longer deprecated", "deprecated", both(harmless)),
  "feature-added": kind("a new feature", "feature-removed", both(harmless)),
  "feature-removed": kind("the feature is gone", "feature-added", both(effects("caution", "compatible"))),

  "oob-allowed": kind("may be executed out of band", "oob-refused", both(harmless)),
  "oob-refused": kind("may no longer be executed out of band", "oob-allowed", both(breaking)),
  // A call's options come behind its arguments: who passes some without arguments passes them elsewhere then.
  "arguments-begun": kind("takes arguments, and took none", "arguments-ended", both(rarely)),
  "arguments-ended": kind("takes no arguments any more", "arguments-begun", both(rarely)),
  "arguments-opened": kind("takes arguments that are not declared", "arguments-closed", both(harmless)),
  "arguments-closed": kind(
    "no longer takes arguments that are not declared",
    "arguments-opened",
    both(careful),
  ),
  "reply-added": kind("success is answered", "reply-removed", both(harmless)),
  "reply-removed": kind(
    "success is no longer answered",
    "reply-added",
    both(effects("breaks", "compatible")),
  ),
  "preconfig-allowed": kind(
    "may be executed before the machine is built",
    "preconfig-refused",
    both(harmless),
  ),
  "preconfig-refused": kind(
    "may no longer be executed before the machine is built",
    "preconfig-allowed",
    both(effects("breaks", "compatible")),
  ),
};

const order: readonly Effect[] = ["compatible", "caution", "breaks"];

/** How much worse one effect is than another. */
export function severity(one: Effect, other: Effect): number {
  return order.indexOf(one) - order.indexOf(other);
}

/** The worse of two effects. */
export function worse(one: Effect, other: Effect): Effect {
  return severity(one, other) > 0 ? one : other;
}
