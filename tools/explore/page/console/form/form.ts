import type { LiveKind } from "../../../../shell/live/kinds.js";
import type { Path } from "./path.js";

/** A value that can be chosen, with one line about it. */
export interface Choice {
  readonly value: string;
  readonly summary: string | undefined;
}

/** How a value is edited. */
export type Control =
  | { readonly kind: "string" | "integer" | "number" | "boolean" | "null" | "any" }
  | { readonly kind: "enum"; readonly choices: readonly Choice[] }
  | ObjectControl
  | ListControl
  | AlternateControl
  /** A value that the schema does not expect at this place. It is edited as JSON. */
  | { readonly kind: "unexpected" };

export interface ObjectControl {
  readonly kind: "object";
  /** The required members, and those that are given: the discriminator first, and the optional ones last. */
  readonly fields: readonly Field[];
  /** The optional members that are not given. */
  readonly addable: readonly AddableMember[];
}

export interface AddableMember extends Choice {
  readonly type: string;
  readonly features: readonly string[];
  /** What the member is when it is added. */
  readonly initial: unknown;
}

export interface ListControl {
  readonly kind: "list";
  readonly items: readonly Field[];
  /** What an added item is. */
  readonly initial: unknown;
}

export interface AlternateControl {
  readonly kind: "alternate";
  readonly alternatives: readonly Alternative[];
  /** The name of the alternative that the value has; undefined if no value is given. */
  readonly selected: string | undefined;
  /** How the value is edited. */
  readonly control: Control | undefined;
}

interface Alternative {
  readonly name: string;
  readonly label: string;
  readonly initial: unknown;
}

/** A member or an item of a form. */
export interface Field {
  readonly path: Path;
  readonly label: string;
  /** The type in QAPI's notation. */
  readonly type: string;
  readonly summary: string | undefined;
  readonly features: readonly string[];
  readonly isRequired: boolean;
  /** Whether a value is given. */
  readonly isPresent: boolean;
  readonly value: unknown;
  /** The type of the union whose branch the value selects; undefined if it is not a discriminator. */
  readonly selectsBranchOf: string | undefined;
  /** Whether the string is base64, which the bindings type as bytes. */
  readonly isBase64: boolean;
  /** What the value names on the machine. */
  readonly live: readonly LiveKind[];
  readonly control: Control;
}

type Unlisted = Pick<Field, "features" | "isRequired" | "isPresent" | "selectsBranchOf" | "isBase64">;

/** The properties of a field that the schema does not list as a member: it exists because it has a value. */
export const unlisted: Unlisted = {
  features: [],
  isRequired: false,
  isPresent: true,
  selectsBranchOf: undefined,
  isBase64: false,
};
