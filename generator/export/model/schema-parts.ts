import type { DocumentationSection } from "../../model/index.js";
import { described, list, object, type FormSchema } from "../../config/json-file.js";
import { hostKind } from "../../model/annotations/schema.js";

export const ref = (name: string, description?: string): FormSchema => ({
  $ref: `#/$defs/${name}`,
  ...(description !== undefined && { description }),
});

export const listOf = (name: string, description: string): FormSchema =>
  described(list(ref(name), "a list"), description);

export const flag = (value: boolean, description: string): FormSchema => ({
  const: value,
  expected: `absent or ${String(value)}`,
  description,
});

/** Builds the schema of an object that may have further members, which later versions of the format add. */
export function open(
  expected: string,
  required: Readonly<Record<string, FormSchema>>,
  optional: Readonly<Record<string, FormSchema>> = {},
): FormSchema {
  return { ...object(expected, required, optional), additionalProperties: true };
}

/** Permits further members in every object of a schema. */
export function opened(schema: FormSchema): FormSchema {
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      key === "additionalProperties" && each === false ? true : open(each),
    ]);
    return Object.fromEntries(members) as object;
  };
  return open(schema) as FormSchema;
}

export const anyText: FormSchema = { type: "string", expected: "a string" };
export const nameOf = (what: string): FormSchema => described(anyText, `The name of the ${what}.`);

const placed = {
  position: ref("position", "The line and the column, which count from 1. Absent: it has no source."),
};
const conditional = {
  ...placed,
  condition: ref("existence", "The builds that have it. Absent: every build."),
};
export const featured: Readonly<Record<string, FormSchema>> = {
  ...conditional,
  features: listOf("feature", "Its features, in order. Default: none."),
};

const textMembers = {
  ...placed,
  text: described(anyText, "The lines, joined by line feeds. Default: no line."),
};

const sectionTags: Readonly<Record<DocumentationSection["tag"], true>> = {
  Returns: true,
  Errors: true,
  Since: true,
  TODO: true,
  Note: true,
  Notes: true,
  Example: true,
  Examples: true,
};

/** The schemas of the parts of definitions, by their names in `$defs`. */
export const parts: Readonly<Record<string, FormSchema>> = {
  position: {
    type: "array",
    minItems: 2,
    maxItems: 2,
    items: { type: "integer", minimum: 1, expected: "a positive integer" },
    expected: "a line and a column",
  },
  type: {
    type: ["string", "array"],
    minItems: 1,
    maxItems: 1,
    items: ref("type"),
    expected: "the name of a type, or a list of the type of the items",
  },
  existence: {
    ...object(
      'the name of a macro, or an object with the member "all", "any" or "not"',
      {},
      {
        all: listOf("existence", "Conditions that are all true."),
        any: listOf("existence", "Conditions of which at least one is true."),
        not: ref("existence", "A condition that is false."),
      },
    ),
    type: ["string", "object"],
    minProperties: 1,
    maxProperties: 1,
  },
  feature: open("a feature", { name: nameOf("feature") }, conditional),
  value: open("a value", { name: nameOf("value") }, featured),
  branch: open(
    "a branch",
    {
      name: described(
        anyText,
        "The value of the discriminator; of an alternate, the name of the alternative.",
      ),
      type: ref("type", "The type whose members the branch adds; of an alternate, the type of the value."),
    },
    conditional,
  ),
  member: open(
    "a member",
    { name: nameOf("member"), type: ref("type", "The type of its values.") },
    {
      optional: flag(true, "Whether it may be absent. Default: false."),
      ...featured,
      base64: flag(true, "Whether the text is base64. Default: false."),
      host: described(
        list(hostKind, "a list of kinds of resources", 1),
        "The kinds of the resources of the server's host that it names. Default: none.",
      ),
    },
  ),
  members: {
    type: ["string", "array"],
    items: ref("member"),
    expected: "the name of a struct or union, or a list of members",
  },
  text: open("a text", {}, textMembers),
  item: open("a description", { name: nameOf("member, value, branch or feature") }, textMembers),
  section: open(
    "a section",
    {
      tag: {
        enum: Object.keys(sectionTags),
        expected: "the tag of a section",
        description: "The tag that begins the section.",
      },
    },
    textMembers,
  ),
  documentation: open(
    "a documentation comment",
    {},
    {
      ...placed,
      symbol: described(anyText, "The name in its first line. Default: the name of the definition."),
      body: listOf("text", "The texts about the definition as a whole."),
      members: listOf("item", "The descriptions of members, arguments, values and branches."),
      features: listOf("item", "The descriptions of the features of the definition and of its parts."),
      sections: listOf("section", "The sections, in order."),
    },
  ),
};
