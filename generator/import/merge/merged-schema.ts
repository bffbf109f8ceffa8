import type { BuiltinName } from "../../model/index.js";
import type { Origin } from "../answer.js";
import { canBeAlternatives } from "./type-classes.js";

/** The indexes of the answers that contain something. */
export type Presence = ReadonlySet<number>;

/** The union of several answers. Types have numbers instead of names. */
export interface MergedSchema {
  readonly origins: readonly Origin[];
  readonly entries: readonly MergedEntry[];
  readonly types: ReadonlyMap<number, MergedType>;
  /**
   * The types that no command or event refers to: the server was built without their users. Empty for several
   * answers, because without uses the types of different answers cannot be identified with each other.
   */
  readonly unused: readonly TypeUse[];
}

export type TypeUse =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "array"; readonly element: TypeUse }
  | { readonly kind: "type"; readonly id: number };

interface WithPresence {
  readonly presence: Presence;
}

export interface MergedFeature extends WithPresence {
  readonly name: string;
}

interface WithFeatures extends WithPresence {
  readonly features: readonly MergedFeature[];
}

interface MergedCommand extends WithFeatures {
  readonly kind: "command";
  readonly name: string;
  /** Undefined if the command has no arguments. */
  readonly data: TypeUse | undefined;
  /** Undefined if the command returns nothing. */
  readonly returns: TypeUse | undefined;
  readonly allowOob: boolean;
}

interface MergedEvent extends WithFeatures {
  readonly kind: "event";
  readonly name: string;
  readonly data: TypeUse | undefined;
}

export type MergedEntry = MergedCommand | MergedEvent;

export type MergedType = MergedEnum | MergedObject | MergedAlternate;

export interface MergedEnum extends WithFeatures {
  readonly kind: "enum";
  readonly values: readonly MergedValue[];
}

interface MergedValue extends WithFeatures {
  readonly name: string;
}

export interface MergedObject extends WithFeatures {
  readonly kind: "object";
  readonly members: readonly MergedMember[];
  /** The discriminator of a union. */
  readonly tag: string | undefined;
  readonly variants: readonly MergedVariant[];
}

export interface MergedMember extends WithFeatures {
  readonly name: string;
  readonly optional: boolean;
  readonly use: TypeUse;
}

export interface MergedVariant extends WithPresence {
  readonly name: string;
  /** Undefined if the branch has no members. */
  readonly use: TypeUse | undefined;
}

export interface MergedAlternate extends WithFeatures {
  readonly kind: "alternate";
  readonly alternatives: readonly MergedAlternative[];
}

interface MergedAlternative extends WithPresence {
  /** The JSON type of the values, which distinguishes the alternatives, and their name if no schema has another. */
  readonly jsonType: string;
  readonly use: TypeUse;
}

/** Returns the number of a used type, or of an array's element type; undefined for built-in types. */
export function typeIdIn(use: TypeUse): number | undefined {
  switch (use.kind) {
    case "builtin":
      return undefined;
    case "array":
      return typeIdIn(use.element);
    case "type":
      return use.id;
  }
}

/** Returns the alternates that cannot have their alternatives, because enums have the values of all answers. */
export function conflictsIn({ types, origins }: MergedSchema): readonly number[] {
  // The alternate of a single answer is reported if it breaks a rule.
  if (origins.length === 1) return [];
  return [...types].flatMap(([id, type]) => {
    if (type.kind !== "alternate") return [];
    const uses = type.alternatives.map(({ use }) => use);
    const names = new Set(uses.flatMap((use) => (use.kind === "builtin" ? [use.name] : [])));
    const values = uses.flatMap((use) => {
      const found = use.kind === "type" ? types.get(use.id) : undefined;
      return found?.kind === "enum" ? found.values.map(({ name }) => name) : [];
    });
    return canBeAlternatives(names, values) ? [] : [id];
  });
}
