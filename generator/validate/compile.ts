import { Ajv, type ValidateFunction } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import type { JsonSchemas } from "./json-schema.js";
import type { JsonSchema } from "./vocabulary.js";
import {
  alternativesKeyword,
  base64Keyword,
  branchesKeyword,
  closedKeyword,
  propertiesKeyword,
  requiredKeyword,
  scalarKeywords,
} from "./keywords.js";
import { referenceKeyword } from "./keyword-code.js";

const rootId = "qapi";

interface CompilerOptions {
  /** Whether to keep the source of validators, for standalone code. Default: false. */
  readonly source?: boolean;
}

/** Creates a compiler, which compiles each schema when its validator is first requested. */
export function createCompiler(schemas: JsonSchemas, { source = false }: CompilerOptions = {}): Ajv {
  const ajv = new Ajv({
    // The schemas are generated, so ajv does not need to check them.
    strict: false,
    validateSchema: false,
    meta: false,
    // The runtime creates messages from the parameters of an error.
    messages: false,
    // One function per type instead of one copy per use.
    inlineRefs: false,
    code: { source, optimize: source, lines: source },
  });
  addKeywords(ajv);
  ajv.addSchema({ $id: rootId, ...schemas });
  return ajv;
}

/** The order of the keywords is the order of the errors: missing members, then invalid ones, then unexpected ones. */
function addKeywords(ajv: Ajv): void {
  ajv.addVocabulary(["discriminator", ...scalarKeywords, base64Keyword]);
  for (const keyword of [referenceKeyword, requiredKeyword, propertiesKeyword]) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  ajv.addVocabulary([branchesKeyword, alternativesKeyword, closedKeyword]);
}

/** Returns the validator of an entry of `$defs`. */
export function validatorOf(ajv: Ajv, key: string): ValidateFunction | undefined {
  return ajv.getSchema(referenceTo(key));
}

function referenceTo(key: string): string {
  return `${rootId}#/$defs/${key}`;
}

/** Returns statements that add the validators of some entries of `$defs` to an object `exports`, by entry name. */
export function standaloneStatements(schemas: JsonSchemas, keys: readonly string[]): string {
  const ajv = createCompiler(schemas, { source: true });
  const representativeOf = findRepresentatives(schemas);
  const references = keys.map((key) => [key, referenceTo(representativeOf(key))] as const);
  const done = new Set<unknown>();
  for (const [, reference] of references) dropSchemas(ajv.getSchema(reference), done);
  return standaloneCode.default(ajv, Object.fromEntries(references));
}

/** Maps equal entries to one of them, so that they share a validator: half of all commands return nothing. */
function findRepresentatives({ $defs }: JsonSchemas): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const schema = $defs[key] ?? {};
    const target = referenceTarget(schema);
    if (target !== undefined) return target;
    const text = JSON.stringify(schema);
    const representative = known.get(text) ?? key;
    known.set(text, representative);
    return representative;
  };
}

/** Returns the target of a schema that consists of a reference only. */
function referenceTarget(schema: JsonSchema): string | undefined {
  const [only, ...more] = Object.entries(schema);
  return only?.[0] === "$ref" && more.length === 0 ? String(only[1]).replace("#/$defs/", "") : undefined;
}

/** Removes the schemas that ajv adds to standalone code. Only validators with other keywords use them. */
function dropSchemas(validate: ValidateFunction | undefined, done: Set<unknown>): void {
  if (validate?.source === undefined || done.has(validate)) return;
  done.add(validate);
  const { scopeValues } = validate.source;
  delete scopeValues["schema"];
  for (const name of scopeValues["validate"] ?? []) dropSchemas(name.value?.ref as ValidateFunction, done);
  for (const name of scopeValues["wrapper"] ?? []) {
    dropSchemas((name.value?.ref as { readonly validate?: ValidateFunction }).validate, done);
  }
}
