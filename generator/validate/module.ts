import type { validate, ValidationIssue, Validator } from "qapi-ts/codegen";
import { banner } from "../codegen/banner.js";
import { relativeSpecifier } from "../codegen/file-builder.js";
import { stringLiteral } from "../codegen/literal.js";
import type { ImportExtension } from "../config/target.js";
import type { Member, Model } from "../model/index.js";
import type { Names } from "../codegen/names/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
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
  return [
    {
      path: "validators.ts",
      source: ["validators", origin, runtime, importExtension, types],
      make: () => functionsText(origin, runtime, importExtension, types),
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

/** The runtime names in the emitted code. The types prove that the runtime exports them. */
interface RuntimeNames {
  readonly validate: typeof validate;
  readonly ValidationIssue: ValidationIssue;
  readonly Validator: Validator;
}

function runtimeImport(
  runtime: string,
  values: readonly (keyof RuntimeNames)[],
  types: readonly (keyof RuntimeNames)[],
): string {
  const names = [...values, ...types.map((type) => (values.length > 0 ? `type ${type}` : type))];
  return `import ${values.length > 0 ? "" : "type "}{ ${names.join(", ")} } from ${stringLiteral(runtime)};`;
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

function functionsText(
  origin: string,
  runtime: string,
  extension: ImportExtension,
  { commands, events }: { readonly commands: string; readonly events: string },
): string {
  return `${banner(origin)}
${runtimeImport(runtime, ["validate"], ["ValidationIssue"])}
import type { ${commands}, ${events} } from "${relativeSpecifier("validators.ts", "protocol.ts", extension)}";
import { validators } from "${relativeSpecifier("validators.ts", "validators-code.ts", extension)}";

/**
 * Validates the arguments of a command as strictly as QEMU. Returns the first error; undefined if the arguments are
 * valid or the schema has no such command.
 */
export function validateArguments(command: keyof ${commands}, value: unknown): ValidationIssue | undefined {
  return validate(validators[\`${schemaKey("arguments", "${command}")}\`], value ?? {});
}

/**
 * Validates the return value of a command. Returns the first error; undefined if the value is valid or the schema has
 * no such command. Unknown members and enum values are accepted, because a newer server may have them.
 */
export function validateReturn(command: keyof ${commands}, value: unknown): ValidationIssue | undefined {
  return validate(validators[\`${schemaKey("return", "${command}")}\`], value);
}

/** Validates the data of an event by the same rules as a return value. */
export function validateEvent(event: keyof ${events}, data: unknown): ValidationIssue | undefined {
  return validate(validators[\`${schemaKey("event", "${event}")}\`], data ?? {});
}
`;
}
