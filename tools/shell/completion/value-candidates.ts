import type { TypeInfo } from "qapi-ts-generator/introspection";
import { firstSentence } from "../../documentation/documentation.js";
import type { LiveValue } from "../live/live-values.js";
import type { Places, PlacedMember } from "./place.js";

/** A value that an argument can have. */
interface PossibleValue {
  readonly value: string;
  /** False for a number, a truth value or null in JSON. */
  readonly isString: boolean;
  readonly summary?: string | undefined;
  readonly continues?: boolean | undefined;
}

/** Returns the values of a member: of its enumerations, true and false, null, and values of the machine. */
export function possibleValues(
  { schema, documentation }: Places,
  { info, entry }: PlacedMember,
  live: readonly LiveValue[],
): PossibleValue[] {
  const seen = new Set<TypeInfo>();
  const fixed = (type: TypeInfo, definition: string | undefined): PossibleValue[] => {
    switch (type["meta-type"]) {
      case "enum":
        return type.members.map(({ name }) => ({
          value: name,
          isString: true,
          summary:
            definition === undefined ? undefined : firstSentence(documentation.valueText(definition, name)),
        }));
      case "builtin":
        return [...(builtinValues[type["json-type"]] ?? [])];
      case "array":
        return fixed(schema.type(type["element-type"]), definition);
      case "alternate":
        // A list in an alternate can contain the alternate itself.
        if (seen.has(type)) return [];
        seen.add(type);
        return type.members.flatMap((name) => fixed(schema.type(name), undefined));
      case "object":
        return [];
    }
  };
  const values = fixed(schema.type(info.type), entry?.type);
  return [...values, ...live.map((each) => ({ ...each, isString: true }))];
}

const builtinValues: Readonly<Record<string, readonly PossibleValue[] | undefined>> = {
  boolean: [
    { value: "true", isString: false },
    { value: "false", isString: false },
  ],
  null: [{ value: "null", isString: false }],
};
