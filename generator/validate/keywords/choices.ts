import { _, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { callReference } from "./reference.js";
import { refuse } from "./refuse.js";

/**
 * `discriminator: NAME, branches: { VALUE: SCHEMA }`: an object in which that member says which schema holds. Where
 * there is none for its value, none holds.
 */
export const branchesKeyword: CodeKeywordDefinition = {
  keyword: "branches",
  type: "object",
  schemaType: "object",
  dependencies: ["discriminator"],
  code: (context) => {
    const tag = context.gen.const("tag", _`${context.data}[${discriminatorOf(context)}]`);
    choose(context, (value) => _`${tag} === ${value}`);
  },
};

function discriminatorOf({ parentSchema }: KeywordCxt): string {
  return String(parentSchema["discriminator"]);
}

/** `alternatives: { TYPE: SCHEMA }`: the kind of the JSON value says which schema holds; one of them must. */
export const alternativesKeyword: CodeKeywordDefinition = {
  keyword: "alternatives",
  schemaType: "object",
  code: (context) => {
    const types = _`{types: ${stringify(Object.keys(context.schema as object))}}`;
    choose(
      context,
      (type) => isOfType(type, context.data),
      () => {
        refuse(context, { keyword: "alternatives", when: _`true`, params: types });
      },
    );
  },
};

function isOfType(type: string, data: Code): Code {
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

/** Applies the first of the keyword's schemas whose name is the case. */
function choose(context: KeywordCxt, isCase: (name: string) => Code, otherwise?: () => void): void {
  const { gen } = context;
  const choices = Object.entries(context.schema as Record<string, object>);
  for (const [index, [name, schema]] of choices.entries()) {
    if (index === 0) gen.if(isCase(name));
    else gen.elseIf(isCase(name));
    apply(context, name, schema);
  }
  if (otherwise !== undefined) {
    if (choices.length > 0) gen.else();
    otherwise();
  }
  if (choices.length > 0) gen.endIf();
}

function apply(context: KeywordCxt, name: string, schema: object): void {
  const { gen, keyword, data } = context;
  if ("$ref" in schema) callReference(context, String(schema.$ref), data);
  else context.subschema({ keyword, schemaProp: name }, gen.name("valid"));
}
