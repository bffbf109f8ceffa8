import type { BuiltinName } from "../../model/index.js";
import type { Origin } from "../answer.js";

/** The answers that show something, by their place in the list of answers. */
export type Presence = ReadonlySet<number>;

/** Several answers as one: everything that any of them offers, and which do. Types have no names yet. */
export interface MergedSchema {
  readonly origins: readonly Origin[];
  readonly entries: readonly MergedEntry[];
  /** By the number that a `Use` has. */
  readonly types: ReadonlyMap<number, MergedType>;
  /**
   * Types that a server shows although nothing uses them: it was built without what did. Of several answers they are
   * left out, since nothing says which of them are the same.
   */
  readonly unused: readonly Use[];
}

/** A use of a type. */
export type Use =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "array"; readonly element: Use }
  | { readonly kind: "type"; readonly id: number };

interface Shown {
  readonly presence: Presence;
}

export interface MergedFeature extends Shown {
  readonly name: string;
}

interface Featured extends Shown {
  readonly features: readonly MergedFeature[];
}

export interface MergedCommand extends Featured {
  readonly kind: "command";
  readonly name: string;
  /** Undefined where it takes none. */
  readonly data: Use | undefined;
  /** Undefined where it returns nothing. */
  readonly returns: Use | undefined;
  readonly allowOob: boolean;
}

export interface MergedEvent extends Featured {
  readonly kind: "event";
  readonly name: string;
  readonly data: Use | undefined;
}

export type MergedEntry = MergedCommand | MergedEvent;
export type MergedType = MergedEnum | MergedObject | MergedAlternate;

export interface MergedEnum extends Featured {
  readonly kind: "enum";
  readonly values: readonly MergedValue[];
}

export interface MergedValue extends Featured {
  readonly name: string;
}

export interface MergedObject extends Featured {
  readonly kind: "object";
  readonly members: readonly MergedMember[];
  /** The discriminator of a union. */
  readonly tag: string | undefined;
  readonly variants: readonly MergedVariant[];
}

export interface MergedMember extends Featured {
  readonly name: string;
  readonly optional: boolean;
  readonly use: Use;
}

export interface MergedVariant extends Shown {
  readonly name: string;
  /** Undefined where the branch brings no members. */
  readonly use: Use | undefined;
}

export interface MergedAlternate extends Featured {
  readonly kind: "alternate";
  readonly alternatives: readonly MergedAlternative[];
}

export interface MergedAlternative extends Shown {
  /** How its values look: what tells it from the others, and what it is called where nothing better is known. */
  readonly jsonType: string;
  readonly use: Use;
}
