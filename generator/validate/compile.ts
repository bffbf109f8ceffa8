import { Ajv, type ValidateFunction } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { UserError } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { longChains } from "../model/type-graph.js";
import { findRepresentatives, type JsonSchemas, referenceGraph } from "./json-schema.js";
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

/** The longest chain of references that ajv compiles recursively. A chain of 250 would exceed the stack of Node. */
const maxChain = 50;

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

/**
 * Returns statements that add the validators of some entries of `$defs` to an object `exports`, by entry name. If a chain of
 * types is long, they also add those of types within it.
 * @throws UserError if too many types contain one another.
 */
export function standaloneStatements(schemas: JsonSchemas, keys: readonly string[]): string {
  const ajv = createCompiler(schemas, { source: true });
  const representativeOf = findRepresentatives(schemas);
  const done = new Set<unknown>();
  const references = new Map<string, string>();
  const { stages, largest } = longChains(referenceGraph(schemas), maxChain);
  try {
    for (const key of [...stages, ...keys]) {
      const reference = referenceTo(representativeOf(key));
      dropSchemas(ajv.getSchema(reference), done);
      references.set(key, reference);
    }
    return standaloneCode.default(ajv, Object.fromEntries(references));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [first = "", last = ""] = [largest[0], largest.at(-1)].map((key) => key?.replace(/^[^:]*:/, ""));
    throw new UserError(
      `cannot write validators: ${largest.length} types contain one another, among them ${quote(first)} and ${quote(last)}. Make one of their members of type 'any', or generate without validators.`,
      { cause: error },
    );
  }
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
