import type { ValidateFunction } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { createCompiler, referenceTo } from "./compile.js";
import type { JsonSchemas } from "./types.js";

/**
 * The validators of the schemas as a module that stands by itself: each entry of `exports`, a name and a key of
 * `$defs`, is a function that it exports.
 */
export function standaloneModule(schemas: JsonSchemas, exports: ReadonlyMap<string, string>): string {
  const ajv = createCompiler(schemas, { source: true });
  const references = [...exports].map(([name, key]) => [name, referenceTo(key)] as const);
  const done = new Set<unknown>();
  for (const [, reference] of references) dropSchemas(ajv.getSchema(reference), done);
  return standaloneCode.default(ajv, Object.fromEntries(references));
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
