import { runInThisContext } from "node:vm";
import { _, type Code, type CodeKeywordDefinition, type KeywordCxt, Name, nil, str, stringify } from "ajv";
import { resolveRef, SchemaEnv } from "ajv/dist/compile/index.js";
import { getValidate } from "ajv/dist/vocabularies/core/ref.js";

/** A check that a keyword emits: the condition of a failure, and the parameters of its error. */
export interface Check {
  readonly failsIf: Code;
  readonly keyword: string;
  readonly params: Code;
}

/**
 * Emits a check of the value, or of a member of it. A failure calls one shared function; ajv's own code writes the
 * whole error at each place, which doubles the size of the code for a large schema.
 */
export function emitCheck(context: KeywordCxt, { failsIf, keyword, params }: Check, member?: string): void {
  const { gen, it } = context;
  const fail = emitHelper(context, failHelper);
  gen.if(failsIf, () => {
    gen.return(_`${fail}(${it.validateName}, ${instancePath(context, member)}, ${keyword}, ${params})`);
  });
}

const failHelper = _`(validate, instancePath, keyword, params) => { validate.errors = [{ instancePath, keyword, params }]; return false; }`;

const helpers = new Map<Code, unknown>();

/**
 * Emits a reference to a helper function that is written as source text: standalone modules contain the text, and
 * validators in this process call the function that it evaluates to.
 */
export function emitHelper({ gen }: KeywordCxt, code: Code): Code {
  const ref: unknown = helpers.get(code) ?? runInThisContext(code.toString());
  helpers.set(code, ref);
  return gen.scopeValue("func", { ref, code });
}

/** Emits a set that a module contains once, for any number of checks. */
export function emitStringSet({ gen }: KeywordCxt, values: readonly string[]): Code {
  const code = _`new Set(${stringify(values)})`;
  return gen.scopeValue("keyword", { key: JSON.stringify(values), ref: new Set(values), code });
}

/** The JSON Pointer of the value of a keyword, or of a member of it. */
function instancePath({ it }: KeywordCxt, member?: string): Code {
  const suffix = member === undefined ? nil : _`${`/${member}`}`;
  return [it.errorPath, suffix].reduce<Code>(
    (path, step) => (step.emptyStr() ? path : str`${path}${step}`),
    new Name("instancePath"),
  );
}

/** `$ref`, as in JSON Schema. Every schema that is referred to becomes a function. */
export const referenceKeyword: CodeKeywordDefinition = {
  keyword: "$ref",
  schemaType: "string",
  code: (context) => emitReference(context, String(context.schema), context.data),
};

/** Emits the validation of a value, or of a member of it, by the schema that `reference` names. */
export function emitReference(context: KeywordCxt, reference: string, data: Code, member?: string): void {
  const { gen, it } = context;
  const found = resolveRef.call(it.self, it.schemaEnv.root, it.baseId, reference);
  if (!(found instanceof SchemaEnv)) throw new Error(`Unknown schema ${reference}`);
  const validate = getValidate(context, found);
  const path = new Name("instancePath");
  gen.if(_`!${validate}(${data}, {${path}: ${instancePath(context, member)}})`, () => {
    gen.assign(_`${it.validateName}.errors`, _`${validate}.errors`);
    gen.return(false);
  });
}
