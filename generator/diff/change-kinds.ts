/** How a change affects a client or a caller. */
export type Effect = "compatible" | "caution" | "breaks";

export interface Effects {
  /** On clients of the old schema that talk to a server of the new one. */
  readonly wire: Effect;
  /** On whether code that uses the old bindings compiles with the new ones. */
  readonly types: Effect;
}

/** Seen from the client: arguments are sent, replies and events are received. */
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
  | "arguments-added"
  | "arguments-removed"
  | "arguments-opened"
  | "arguments-closed"
  | "reply-added"
  | "reply-removed"
  | "preconfig-allowed"
  | "preconfig-refused";

/** The compatibility rule for one kind of change. */
interface ChangeRule {
  /** The message of a report; `%` stands for "argument", "reply member", "event member" or "member". */
  readonly message: string;
  /** The kind of the same change from the new schema to the old one. */
  readonly mirror: ChangeKind;
  readonly sent: Effects;
  readonly received: Effects;
}

const effects = (wire: Effect, types: Effect): Effects => ({ wire, types });

const compatible = effects("compatible", "compatible");
/** Only some code stops compiling: an exhaustive `switch` has to handle one more value. */
const typesCaution = effects("compatible", "caution");
const typesBreak = effects("compatible", "breaks");
const breaking = effects("breaks", "breaks");
/** The wire format breaks only clients that rely on the old guarantee. */
const wireCaution = effects("caution", "breaks");

const both = (each: Effects): Pick<ChangeRule, Direction> => ({ sent: each, received: each });
const rule = (message: string, mirror: ChangeKind, of: Pick<ChangeRule, Direction>): ChangeRule => ({
  message,
  mirror,
  ...of,
});

/**
 * Every kind of change with its rule. The rules are those of QEMU's docs/devel/qapi-code-gen.rst, "Compatibility
 * considerations"; docs/comparing.md lists the decisions on what that document leaves open.
 */
export const changeKinds: Readonly<Record<ChangeKind, ChangeRule>> = {
  "command-removed": rule("command removed", "command-added", both(breaking)),
  "command-added": rule("command added", "command-removed", both(compatible)),
  "event-removed": rule("event removed", "event-added", both(breaking)),
  "event-added": rule("event added", "event-removed", both(compatible)),

  "member-removed": rule("mandatory % removed", "member-added", both(breaking)),
  "member-added": rule("mandatory % added", "member-removed", { sent: breaking, received: compatible }),
  "optional-member-removed": rule("optional % removed", "optional-member-added", {
    sent: breaking,
    received: wireCaution,
  }),
  "optional-member-added": rule("optional % added", "optional-member-removed", both(compatible)),
  "became-mandatory": rule("% changed from optional to mandatory", "became-optional", {
    sent: breaking,
    received: compatible,
  }),
  "became-optional": rule("% changed from mandatory to optional", "became-mandatory", {
    sent: compatible,
    received: wireCaution,
  }),

  "value-removed": rule("value removed", "value-added", { sent: breaking, received: wireCaution }),
  "value-added": rule("value added", "value-removed", { sent: compatible, received: typesCaution }),
  "branch-removed": rule("branch removed", "branch-added", { sent: breaking, received: wireCaution }),
  "branch-added": rule("branch added", "branch-removed", { sent: compatible, received: typesCaution }),
  "alternative-removed": rule("alternative removed", "alternative-added", {
    sent: breaking,
    received: wireCaution,
  }),
  "alternative-added": rule("alternative added", "alternative-removed", {
    sent: compatible,
    received: wireCaution,
  }),

  "type-changed": rule("type changed", "type-changed", both(breaking)),
  "type-widened": rule("type widened", "type-narrowed", { sent: compatible, received: breaking }),
  "type-narrowed": rule("type narrowed", "type-widened", { sent: breaking, received: typesBreak }),
  "enum-opened": rule("enumeration changed to string", "enum-closed", {
    sent: compatible,
    received: wireCaution,
  }),
  "enum-closed": rule("string changed to enumeration", "enum-opened", {
    sent: breaking,
    received: compatible,
  }),
  "range-widened": rule("integer range widened", "range-narrowed", {
    sent: compatible,
    received: wireCaution,
  }),
  "range-narrowed": rule("integer range narrowed", "range-widened", {
    sent: wireCaution,
    received: compatible,
  }),
  "range-changed": rule("integer range changed", "range-changed", both(wireCaution)),
  "tag-changed": rule("discriminator changed", "tag-changed", both(breaking)),

  "type-renamed": rule("type renamed", "type-renamed", both(typesBreak)),
  "type-merged": rule("type replaced by an existing type", "type-split", both(typesBreak)),
  "type-split": rule("type replaced by a new type", "type-merged", both(compatible)),

  deprecated: rule("deprecated", "undeprecated", both(compatible)),
  undeprecated: rule("no longer deprecated", "deprecated", both(compatible)),
  "feature-added": rule("feature added", "feature-removed", both(compatible)),
  "feature-removed": rule("feature removed", "feature-added", both(effects("caution", "compatible"))),

  "oob-allowed": rule("out-of-band execution allowed", "oob-refused", both(compatible)),
  "oob-refused": rule("out-of-band execution no longer allowed", "oob-allowed", both(breaking)),
  // The options of a call follow its arguments, so code that passes only options has to pass them in another place.
  "arguments-added": rule("command now takes arguments", "arguments-removed", both(typesCaution)),
  "arguments-removed": rule("command no longer takes arguments", "arguments-added", both(typesCaution)),
  "arguments-opened": rule("undeclared arguments accepted", "arguments-closed", both(compatible)),
  "arguments-closed": rule("undeclared arguments no longer accepted", "arguments-opened", both(wireCaution)),
  "reply-added": rule("success reply added", "reply-removed", both(compatible)),
  "reply-removed": rule("success reply removed", "reply-added", both(effects("breaks", "compatible"))),
  "preconfig-allowed": rule(
    "execution before machine creation allowed",
    "preconfig-refused",
    both(compatible),
  ),
  "preconfig-refused": rule(
    "execution before machine creation no longer allowed",
    "preconfig-allowed",
    both(effects("breaks", "compatible")),
  ),
};

const severities: readonly Effect[] = ["compatible", "caution", "breaks"];

/** Compares two effects by severity: positive if the first one is worse. */
export function compareSeverity(one: Effect, other: Effect): number {
  return severities.indexOf(one) - severities.indexOf(other);
}

export function worse(one: Effect, other: Effect): Effect {
  return compareSeverity(one, other) > 0 ? one : other;
}

/** A difference between two schemas, reported once for all places where it occurs. */
export interface SchemaChange {
  readonly kind: ChangeKind;
  /** The shortest path to a place where the effect is worst: `block_resize.arguments.size`. */
  readonly path: string;
  readonly message: string;
  /** The old type, value, feature or name. */
  readonly old?: string;
  readonly new?: string;
  /** Effect on clients of the old schema that talk to a server of the new one. */
  readonly wire: Effect;
  /** Effect on whether code that uses the old bindings compiles with the new ones. */
  readonly types: Effect;
  readonly directions: readonly Direction[];
  /** The type that declares the changed part, if it has a name. */
  readonly type?: string;
  /** Whether the changed part, or every path to it, was marked `unstable` in the old schema. */
  readonly unstable: boolean;
  readonly deprecated: boolean;
  /** The arguments, returns and event data that contain the changed part: at most 100, the first by path. */
  readonly uses: readonly string[];
}
