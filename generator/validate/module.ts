import { banner } from "../codegen/banner.js";
import type { ImportExtension } from "../config/target.js";
import type { Member, Model } from "../model/index.js";
import type { Names } from "../codegen/names/index.js";
import { base64ByCommand } from "../model/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
import { functionsText, runtimeImport } from "./functions-text.js";
import { standaloneStatements } from "./compile.js";
import { jsonSchemas, schemaKey, type JsonSchemas } from "./json-schema.js";

interface ValidatorsRequest {
  readonly model: Model;
  readonly names: Names;
  /** The module specifier of the runtime. */
  readonly runtime: string;
  readonly importExtension?: ImportExtension;
  /** The members that contain base64. */
  readonly base64: ReadonlySet<Member>;
}

/** A file whose text is created on demand. */
interface ValidatorsFile {
  readonly path: string;
  /** Everything that determines the text. */
  readonly source: unknown;
  readonly make: () => string;
}

/**
 * Returns the two files of the validators. The bindings do not import them, so that programs that do not validate do
 * not load them.
 */
export function validatorsFiles(request: ValidatorsRequest): readonly ValidatorsFile[] {
  const { model, names, runtime, importExtension = "js", base64 } = request;
  const schemas = jsonSchemas(model, { base64 });
  const origin = `the QAPI schema ${model.modules[0]?.name ?? ""}`;
  const types = { commands: names.of("protocol", "commands"), events: names.of("protocol", "events") };
  const keys = exportedKeys(model);
  const functions = { origin, runtime, importExtension, types, base64: base64ByCommand(model, base64) };
  return [
    {
      path: "validators.ts",
      source: ["validators", functions],
      make: () => functionsText(functions),
    },
    {
      path: "validators-code.ts",
      source: ["validators-code", origin, runtime, keys, schemas],
      make: () => codeText(origin, runtime, keys, schemas),
    },
  ];
}

function exportedKeys(model: Model): readonly string[] {
  return lowerAccessors(model).definitions.flatMap((definition) => {
    if (definition.kind === "event") return [schemaKey("event", definition.name)];
    if (definition.kind !== "command") return [];
    return [schemaKey("arguments", definition.name), schemaKey("return", definition.name)];
  });
}

/** Ajv emits untyped statements. They are in a function, so that bundlers can remove them. */
function codeText(origin: string, runtime: string, keys: readonly string[], schemas: JsonSchemas): string {
  return `${banner(origin)}
// @ts-nocheck
${runtimeImport(runtime, [], ["Validator"])}

/** The validators by key: arguments:COMMAND, return:COMMAND or event:EVENT. */
export const validators: Readonly<Record<string, Validator>> = /* @__PURE__ */ compiled();

function compiled() {
const exports = Object.create(null);
${standaloneStatements(schemas, keys)}
return exports;
}
`;
}
