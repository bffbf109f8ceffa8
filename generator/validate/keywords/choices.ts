import { _, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { emitCheck, emitReference } from "./code.js";

/**
 * `discriminator: NAME, branches: { VALUE: SCHEMA }`: the value of the discriminator selects the schema. A value
 * without a schema is accepted.
 */
export const branchesKeyword: CodeKeywordDefinition = {
  keyword: "branches",
  type: "object",
  schemaType: "object",
  dependencies: ["discriminator"],
  code: (context) => {
    const tag = context.gen.const("tag", _`${context.data}[${discriminatorOf(context)}]`);
    emitChoice(context, (value) => _`${tag} === ${value}`);
  },
};

function discriminatorOf({ parentSchema }: KeywordCxt): string {
  return String(parentSchema["discriminator"]);
}

/** `alternatives: { TYPE: SCHEMA }`: the JSON type of the value selects the schema. Other types are rejected. */
export const alternativesKeyword: CodeKeywordDefinition = {
  keyword: "alternatives",
  schemaType: "object",
  code: (context) => {
    const params = _`{types: ${stringify(Object.keys(context.schema as object))}}`;
    emitChoice(
      context,
      (type) => typeTest(type, context.data),
      () => {
        emitCheck(context, { keyword: "alternatives", failsIf: _`true`, params });
      },
    );
  },
};

function typeTest(type: string, data: Code): Code {
  switch (type) {
    case "null":
      return _`${data} === null`;
    case "array":
      return _`Array.isArray(${data})`;
    case "object":
      return _`typeof ${data} == "object" && ${data} !== null && !Array.isArray(${data})`;
    case "number":
      return _`typeof ${data} == "number" || typeof ${data} == "bigint"`;
    default:
      return _`typeof ${data} == ${type}`;
  }
}

/** Emits an `if` chain that applies the schema whose name passes the test. */
function emitChoice(context: KeywordCxt, test: (name: string) => Code, otherwise?: () => void): void {
  const { gen } = context;
  const choices = Object.entries(context.schema as Record<string, object>);
  for (const [index, [name, schema]] of choices.entries()) {
    if (index === 0) gen.if(test(name));
    else gen.elseIf(test(name));
    emitSchema(context, name, schema);
  }
  if (otherwise !== undefined) {
    if (choices.length > 0) gen.else();
    otherwise();
  }
  if (choices.length > 0) gen.endIf();
}

function emitSchema(context: KeywordCxt, name: string, schema: object): void {
  const { gen, keyword, data } = context;
  if ("$ref" in schema) emitReference(context, String(schema.$ref), data);
  else context.subschema({ keyword, schemaProp: name }, gen.name("valid"));
}
