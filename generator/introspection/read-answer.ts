import { UserError } from "../diagnostics/user-error.js";
import { visible } from "../diagnostics/visible.js";
import { readSchemaInfo } from "./read-schema-info.js";
import type { SchemaInfo } from "./schema-info.js";

/**
 * Reads an answer to `query-qmp-schema` as people keep it: the array itself, the reply with its `return`, or an
 * object with the array as `schema`.
 * @throws UserError where it is none; `name` is how the message calls it.
 */
export function readAnswer(value: unknown, name: string): SchemaInfo[] {
  try {
    return readSchemaInfo(arrayIn(value));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(`${visible(name)} is no answer to query-qmp-schema: ${error.message}`, {
      cause: error,
    });
  }
}

function arrayIn(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("error" in value) throw new TypeError("this is a server's error");
  if ("return" in value) return value.return;
  return "schema" in value ? value.schema : value;
}
