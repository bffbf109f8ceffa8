import type { SchemaObject } from "ajv";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { DefinitionKind } from "../syntax.js";

/**
 * The grammar of the language (docs/devel/qapi-code-gen.rst, from "Schema syntax" on): one JSON Schema for each kind of
 * expression. `properties` and `items` apply only to objects and arrays, so "a name, or an object with more" needs no
 * `anyOf`, and each error has one cause. Two keywords are specific to the grammar: `expected` describes the accepted
 * values for messages, and `code` is the diagnostic code of a failed check (default: "bad-shape").
 */
export type ExpressionKind = DefinitionKind | "pragma";

interface Check extends SchemaObject {
  readonly expected?: string;
  readonly code?: DiagnosticCode;
}

const part = (
  name: "condition" | "conditions" | "features" | "typeReference" | "member" | "branch",
): Check => ({
  $ref: `#/definitions/${name}`,
});
const name = { type: "string", expected: "a name, as a string" };
/** A flag that may only have the opposite of its default. */
const flag = (value: boolean): Check => ({
  const: value,
  expected: `${value} or absent; ${!value} is the default`,
  code: "bad-flag",
});

const typeReference = {
  type: ["string", "array"],
  items: { type: "string", expected: "the name of a type, as a string" },
  minItems: 1,
  maxItems: 1,
  expected: "the name of a type, or an array of one name",
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
  expected: 'a condition: a name, or an object with exactly one of the keys "all", "any" and "not"',
};

const features = {
  type: "array",
  items: {
    type: ["string", "object"],
    properties: { name, if: part("condition") },
    required: ["name"],
    additionalProperties: false,
    expected: 'the name of a feature, or an object with "name" and "if"',
  },
  expected: "an array of features",
};

/** A type reference, or an object with a type reference and further keys. */
const typed = (extra: Check, expected: string): Check => ({
  ...typeReference,
  type: ["string", "array", "object"],
  properties: { type: part("typeReference"), if: part("condition"), ...extra },
  required: ["type"],
  additionalProperties: false,
  expected,
});

const member = typed(
  { features: part("features") },
  'the name of a type, an array of one name, or an object with "type", "if" and "features"',
);

const members = {
  type: "object",
  additionalProperties: part("member"),
  expected: "an object of members",
};

const membersOrName = {
  ...members,
  type: ["object", "string"],
  expected: "an object of members, or the name of a type",
};

/** A branch of a union or an alternate. The rules restrict its type further. */
const branch = typed({}, 'the name of a type, an array of one name, or an object with "type" and "if"');

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
    expected: 'the name of a value, or an object with "name", "if" and "features"',
  },
  expected: "an array of values",
};

const names = { type: "array", items: name, expected: "an array of names" };

/** An expression with its required and optional keys. */
function expression(required: Record<string, Check>, optional: Record<string, Check>): Check {
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
  expected: "an array of one or more conditions",
};

const definition = (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  expression(required, { ...optional, if: part("condition"), features: part("features") });

/** The schemas that expressions share. `grammar` refers to them. */
export const grammarParts: Readonly<Record<string, Check>> = {
  condition,
  conditions,
  features,
  typeReference,
  member,
  branch,
};

/** The schema of each kind of expression. The key that names the kind is its first required key. */
export const grammar: Readonly<Record<ExpressionKind, Check>> = {
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

/** Every key of an expression. */
export const grammarKeys: ReadonlySet<string> = new Set(
  Object.values(grammar).flatMap((schema) => Object.keys(schema["properties"] as object)),
);
