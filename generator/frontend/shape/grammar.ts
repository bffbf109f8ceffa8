import type { AnySchemaObject } from "ajv";
import type { DefinitionKind } from "../kinds.js";

/**
 * The language's grammar (docs/devel/qapi-code-gen.rst, "Schema syntax" and what follows) as one JSON Schema
 * for each kind of expression. The keywords `properties` and `items` bind only values of their own type, so
 * "a name, or an object that says more" needs no alternatives, and a finding always has one clear cause.
 * The keyword `expected` says in words what should stand there. What checks by it is `grammar-code.ts`, which
 * `npm run generate:grammar` makes of it.
 */
export type ExpressionKind = DefinitionKind | "pragma";
const part = (
  name: "condition" | "conditions" | "features" | "typeReference" | "member" | "branch",
): AnySchemaObject => ({
  $ref: `#/definitions/${name}`,
});
const name = { type: "string", expected: "a name, as a string" };
const flag = (value: boolean): AnySchemaObject => ({ const: value });

const typeReference = {
  type: ["string", "array"],
  items: { type: "string", expected: "a type's name, as a string" },
  minItems: 1,
  maxItems: 1,
  expected: "a type's name, or an array of one such name",
};

const condition = {
  type: ["string", "object"],
  properties: {
    all: part("conditions"),
    any: part("conditions"),
    not: part("condition"),
  },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  expected: "a condition: a name, or an object with the one member 'all', 'any' or 'not'",
};

const features = {
  type: "array",
  items: {
    type: ["string", "object"],
    properties: { name, if: part("condition") },
    required: ["name"],
    additionalProperties: false,
    expected: "a feature's name, or an object with 'name' and 'if'",
  },
  expected: "an array of features",
};

/** A use of a type, or an object that says it and more. */
const typed = (extra: AnySchemaObject, expected: string): AnySchemaObject => ({
  ...typeReference,
  type: ["string", "array", "object"],
  properties: { type: part("typeReference"), if: part("condition"), ...extra },
  required: ["type"],
  additionalProperties: false,
  expected,
});

const member = typed(
  { features: part("features") },
  "a type's name, an array of one, or an object with 'type', 'if' and 'features'",
);

const members = {
  type: "object",
  additionalProperties: part("member"),
  expected: "an object of members",
};

const membersOrName = {
  ...members,
  type: ["object", "string"],
  expected: "an object of members, or a type's name",
};

/** Of a union or an alternate. That a union's are structs, and what an alternate can tell apart, are rules. */
const branch = typed({}, "a type's name, an array of one, or an object with 'type' and 'if'");

const branches = {
  type: "object",
  additionalProperties: part("branch"),
  expected: "an object of branches",
};

const enumValues = {
  type: "array",
  items: {
    type: ["string", "object"],
    properties: { name, if: part("condition"), features: part("features") },
    required: ["name"],
    additionalProperties: false,
    expected: "a value's name, or an object with 'name', 'if' and 'features'",
  },
  expected: "an array of values",
};

const names = { type: "array", items: name, expected: "an array of names" };

/** One expression: what it must have, what it may have. */
function expression(
  required: Record<string, AnySchemaObject>,
  optional: Record<string, AnySchemaObject>,
): AnySchemaObject {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const conditions = {
  type: "array",
  items: part("condition"),
  minItems: 1,
  expected: "an array of conditions, at least one",
};

const definition = (
  required: Record<string, AnySchemaObject>,
  optional: Record<string, AnySchemaObject> = {},
): AnySchemaObject =>
  expression(required, { ...optional, if: part("condition"), features: part("features") });

/** What expressions have in common; `grammar` refers to it. */
export const grammarParts: Readonly<Record<string, AnySchemaObject>> = {
  ...{ condition, conditions, features, typeReference, member, branch },
};

export const grammar: Readonly<Record<ExpressionKind, AnySchemaObject>> = {
  enum: definition({ enum: name, data: enumValues }, { prefix: name }),
  struct: definition({ struct: name, data: members }, { base: name }),
  union: definition({
    union: name,
    base: membersOrName,
    discriminator: name,
    data: branches,
  }),
  alternate: definition({
    alternate: name,
    data: branches,
  }),
  command: definition(
    { command: name },
    {
      data: membersOrName,
      returns: part("typeReference"),
      boxed: flag(true),
      gen: flag(false),
      "success-response": flag(false),
      "allow-oob": flag(true),
      "allow-preconfig": flag(true),
      coroutine: flag(true),
    },
  ),
  event: definition({ event: name }, { data: membersOrName, boxed: flag(true) }),
  pragma: expression(
    {
      pragma: {
        type: "object",
        properties: {
          "doc-required": { type: "boolean", expected: "true or false" },
          "command-name-exceptions": names,
          "command-returns-exceptions": names,
          "documentation-exceptions": names,
          "member-name-exceptions": names,
        },
        additionalProperties: false,
        expected: "an object of pragmas",
      },
    },
    {},
  ),
};
