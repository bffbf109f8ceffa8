import { Ajv, type ValidateFunction } from "ajv";
import { teach } from "./keywords/vocabulary.js";
import type { JsonSchemas } from "./types.js";

const root = "qapi";

/** Makes what compiles schemas; each is compiled when it is first asked for. */
export function createCompiler(
  schemas: JsonSchemas,
  { source = false }: { readonly source?: boolean } = {},
): Ajv {
  const ajv = new Ajv({
    // The schemas are ours: nothing about them can be news.
    strict: false,
    validateSchema: false,
    meta: false,
    // Words are made of what failed when somebody asks for them.
    messages: false,
    // One function a type, however often it is used.
    inlineRefs: false,
    code: { source, optimize: source, lines: source },
  });
  teach(ajv);
  ajv.addSchema({ $id: root, ...schemas });
  return ajv;
}

/** How the compiler calls an entry of `$defs`. */
export function referenceTo(key: string): string {
  return `${root}#/$defs/${key}`;
}

/** The validator of an entry of `$defs`; undefined where there is none. */
export function validatorOf(ajv: Ajv, key: string): ValidateFunction | undefined {
  return ajv.getSchema(referenceTo(key));
}
