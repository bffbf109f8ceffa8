import { _, Name, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { resolveRef, SchemaEnv } from "ajv/dist/compile/index.js";
import { getValidate } from "ajv/dist/vocabularies/core/ref.js";
import { pathTo } from "./refuse.js";

/** `$ref`: as the compiler knows it, in less code. Every schema that is referred to becomes a function. */
export const referenceKeyword: CodeKeywordDefinition = {
  keyword: "$ref",
  schemaType: "string",
  code: (context) => {
    callReference(context, String(context.schema), context.data);
  },
};

/** The code that has a value, or a member of it, judged by the schema that `reference` names. */
export function callReference(context: KeywordCxt, reference: string, data: Code, member?: string): void {
  const { gen, it } = context;
  const found = resolveRef.call(it.self, it.schemaEnv.root, it.baseId, reference);
  if (!(found instanceof SchemaEnv)) throw new Error(`There is no schema ${reference}`);
  const validate = getValidate(context, found);
  const path = new Name("instancePath");
  gen.if(_`!${validate}(${data}, {${path}: ${pathTo(context, member)}})`, () => {
    gen.assign(_`${it.validateName}.errors`, _`${validate}.errors`);
    gen.return(false);
  });
}
