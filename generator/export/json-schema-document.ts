import { type Comment, conditionText, find, schemaText } from "../codegen/tsdoc/comment.js";
import { renderComment } from "../codegen/tsdoc/render-comment.js";
import {
  base64Members,
  type BuiltinName,
  type Definition,
  type Documentation,
  type DocumentationItem,
  type DocumentationText,
  type Feature,
  type IntegerName,
  integerRanges,
  isExactInNumber,
  isIntegerName,
  type Member,
  type Model,
  ownMembers,
  qTypeValues,
} from "../model/index.js";
import { jsonSchemas } from "../validate/json-schema.js";
import {
  acceptsNegative,
  type Direction,
  type JsonSchema,
  type ObjectShape,
  type Vocabulary,
} from "../validate/vocabulary.js";
import type { AnnotatedModel } from "./model/read-document.js";

/**
 * Returns JSON Schemas (2020-12) of the arguments and the result of each command, of the data of each event, and of each
 * type as a client sends and receives it. They are in `$defs`, by `arguments.COMMAND`, `return.COMMAND`, `event.EVENT`,
 * `sent.TYPE` and `received.TYPE`.
 */
export function jsonSchemaDocument(content: AnnotatedModel): object {
  const { model, annotations } = content;
  const { $defs } = jsonSchemas(model, {
    base64: base64Members(model, annotations),
    vocabulary: jsonSchemaVocabulary(model, "/$defs"),
    allTypes: true,
  });
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: titleOf(content), $defs };
}

/**
 * Creates the vocabulary of JSON Schema. Its keywords are in the drafts 7 and 2020-12 alike, because AsyncAPI takes the
 * former.
 * @param folder - the JSON Pointer of the object that holds the schemas.
 */
export function jsonSchemaVocabulary(model: Model, folder: string): Vocabulary {
  const descriptions = new Descriptions(model);
  return {
    // Keys of AsyncAPI may contain dots, but no colons.
    separator: ".",
    sharesEnums: true,
    reference: (key) => ({ $ref: `#${folder}/${key}` }),
    builtin: builtinSchema,
    enumeration: ({ values }, direction) =>
      enumSchema(
        values.map(({ name }) => name),
        direction,
      ),
    object: objectSchema,
    union: (shape, discriminator, branches) => ({
      ...objectSchema(shape),
      ...choices(discriminator, Object.entries(branches)),
    }),
    emptyBranch: (commonNames) => closedObject([], commonNames),
    alternate: (alternatives) => ({ anyOf: alternatives.map(([, schema]) => schema) }),
    member: (schema, member, isBase64) => ({
      ...schema,
      ...(isBase64 && { contentEncoding: "base64", pattern: base64Pattern }),
      ...descriptions.ofMember(member),
    }),
    described: (schema, definition) => ({ ...schema, ...descriptions.ofDefinition(definition) }),
  };
}

function choices(discriminator: string, branches: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  const allOf = branches.map(([value, branch]) => ({
    if: { properties: { [discriminator]: { const: value } }, required: [discriminator] },
    then: branch,
  }));
  return allOf.length > 0 ? { allOf } : {};
}

/** Base64 as in RFC 4648, section 4, with padding. */
const base64Pattern = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

function objectSchema({ properties, required, closed }: ObjectShape): JsonSchema {
  return {
    type: "object",
    ...(closed === undefined
      ? properties.length > 0 && { properties: Object.fromEntries(properties) }
      : closedObject(properties, closed)),
    ...(required.length > 0 && { required }),
  };
}

/** An object without members of other names. The common members of a union have their schemas there. */
function closedObject(properties: ObjectShape["properties"], names: readonly string[]): JsonSchema {
  const own = new Map(properties);
  const all = names.map((name) => [name, own.get(name) ?? true] as const);
  return { ...(all.length > 0 && { properties: Object.fromEntries(all) }), additionalProperties: false };
}

/** A newer server may send values that the schema does not have. */
function enumSchema(values: readonly string[], direction: Direction): JsonSchema {
  // The meta-schema does not recommend an empty `enum`, and ajv refuses it.
  const known = values.length > 0 ? { enum: values } : { not: {} };
  return { type: "string", ...(direction === "sent" ? known : { anyOf: [known, true] }) };
}

function builtinSchema(name: BuiltinName, direction: Direction): JsonSchema {
  if (isIntegerName(name)) return integerSchema(name, direction);
  switch (name) {
    case "str":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "null":
      return { type: "null" };
    case "number":
      return { type: "number" };
    case "any":
      return {};
    case "QType":
      return enumSchema(qTypeValues, direction);
  }
}

/** The upper limit is exclusive, because a double holds 2^63 and 2^64 exactly, but no integer just below them. */
function integerSchema(name: IntegerName, direction: Direction): JsonSchema {
  const [low, high] = integerRanges[name];
  const minimum = acceptsNegative(name, direction) ? integerRanges.int64[0] : low;
  return isExactInNumber([low, high])
    ? { type: "integer", minimum, maximum: high }
    : { type: "integer", minimum, exclusiveMaximum: high + 1n };
}

/** Describes definitions and members with the annotations of JSON Schema. Descriptions are Markdown. */
export class Descriptions {
  /** The documentation of the definition that lists a member. */
  readonly #owners = new Map<Member, Documentation>();

  constructor(model: Model) {
    for (const definition of model.definitions) {
      const { documentation } = definition;
      if (documentation === undefined) continue;
      for (const member of ownMembers(definition)) this.#owners.set(member, documentation);
    }
  }

  ofDefinition({ documentation, features, condition }: Definition): JsonSchema {
    return annotations({
      texts: documentation?.body ?? [],
      condition: conditionText(condition),
      features,
      items: documentation?.features ?? [],
    });
  }

  ofMember(member: Member): JsonSchema {
    const documentation = this.#owners.get(member);
    const text = find(documentation?.members, member.name);
    return annotations({
      texts: text === undefined ? [] : [text],
      condition: conditionText(member.condition),
      features: member.features,
      items: documentation?.features ?? [],
    });
  }
}

interface Described {
  readonly texts: readonly DocumentationText[];
  readonly condition: readonly string[];
  readonly features: readonly Feature[];
  readonly items: readonly DocumentationItem[];
}

function annotations({ texts, condition, features, items }: Described): JsonSchema {
  const comment: Comment = [
    ...texts.map((text) => ({ kind: "text", text: schemaText(text, noLink) }) as const),
    ...condition,
    ...features.map(({ name }) => ({
      kind: "feature" as const,
      lead: titles.get(name) ?? `Feature ${name}`,
      text: schemaText(find(items, name), noLink),
    })),
  ];
  const description = renderComment(comment).join("\n");
  return {
    ...(description !== "" && { description }),
    ...(features.some(({ name }) => name === "deprecated") && { deprecated: true }),
  };
}

const titles: ReadonlyMap<string, string> = new Map([
  ["deprecated", "Deprecated"],
  ["unstable", "Unstable"],
]);

function noLink(): undefined {
  return undefined;
}

/** Returns the name of an interface for people: that of its server, else that of the schema. */
export function titleOf({ server, model }: Pick<AnnotatedModel, "server" | "model">): string {
  return server === undefined ? (model.modules[0]?.name ?? "") : `${server.name} ${server.version}`;
}
