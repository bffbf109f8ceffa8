import type { ValidateFunction } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { createCompiler, referenceTo } from "./compile.js";
import type { JsonSchema, JsonSchemas } from "./types.js";

/**
 * The validators of some entries of `$defs` as statements that need nothing but an object `exports`, which they make
 * members of, called as the entries are.
 */
export function standaloneStatements(schemas: JsonSchemas, keys: readonly string[]): string {
  const ajv = createCompiler(schemas, { source: true });
  const same = sameSchemas(schemas);
  const references = keys.map((key) => [key, referenceTo(same(key))] as const);
  const done = new Set<unknown>();
  for (const [, reference] of references) dropSchemas(ajv.getSchema(reference), done);
  return standaloneCode.default(ajv, Object.fromEntries(references));
}

/** Finds for an entry the one that stands for all that are equal: half of all commands return the same, nothing. */
function sameSchemas({ $defs }: JsonSchemas): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const schema = $defs[key] ?? {};
    const target = aliasOf(schema);
    if (target !== undefined) return target;
    const text = JSON.stringify(schema);
    const first = known.get(text) ?? key;
    known.set(text, first);
    return first;
  };
}

/** The entry that a schema refers to, where it does nothing else. */
function aliasOf(schema: JsonSchema): string | undefined {
  const [only, ...more] = Object.entries(schema);
  return only?.[0] === "$ref" && more.length === 0 ? String(only[1]).replace("#/$defs/", "") : undefined;
}

/** The compiler keeps each schema for validators that look at it as they run. Ours do not, and it is long. */
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
