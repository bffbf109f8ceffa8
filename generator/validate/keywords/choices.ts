import { _, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { facts } from "./facts.js";

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
    const tag = context.gen.const("tag", _`${context.data}[${String(discriminatorOf(context))}]`);
    choose(context, (value) => _`${tag} === ${value}`);
  },
};

function discriminatorOf({ parentSchema }: KeywordCxt): unknown {
  return parentSchema["discriminator"];
}

/** `alternatives: { TYPE: SCHEMA }`: the kind of the JSON value says which schema holds; one of them must. */
export const alternativesKeyword: CodeKeywordDefinition = {
  keyword: "alternatives",
  schemaType: "object",
  error: facts(({ schema }) => _`{types: ${stringify(Object.keys(schema as object))}}`),
  code: (context) => {
    choose(
      context,
      (type) => isOfType(type, context.data),
      () => {
        context.error();
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
  const { gen, keyword } = context;
  const valid = gen.let("valid", true);
  const names = Object.keys(context.schema as object);
  for (const [index, name] of names.entries()) {
    if (index === 0) gen.if(isCase(name));
    else gen.elseIf(isCase(name));
    const result = gen.name("valid");
    context.subschema({ keyword, schemaProp: name }, result);
    gen.assign(valid, result);
  }
  if (otherwise !== undefined) {
    if (names.length > 0) gen.else();
    otherwise();
  }
  if (names.length > 0) gen.endIf();
  context.ok(valid);
}
