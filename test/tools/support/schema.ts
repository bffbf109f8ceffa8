import { introspect, readSchema } from "qapi-ts-generator";
import { readSchemaInfo } from "qapi-ts-generator/introspection";
import { join } from "node:path";
import { MachineSchema } from "../../../tools/schema/machine-schema.js";
import { root } from "../../support/compile.js";
import { definesOf } from "../../qemu/support/defines.js";
import type { Version } from "../../qemu/support/sources.js";

/** What a machine of a version answers to `query-qmp-schema`. */
export function answerOf(version: Version): ReturnType<typeof introspect> {
  const { model } = readSchema(join(root, "schema/qmp", version, "qapi-schema.json"));
  if (model === undefined) throw new Error("the shipped schema is invalid");
  return introspect(model, { defines: definesOf("emulator", version) });
}

/** What a machine of a version would answer. */
export function schemaOf(version: Version): MachineSchema {
  return new MachineSchema(readSchemaInfo(answerOf(version)));
}
