import { relativeSpecifier } from "../codegen/file-builder.js";
import { banner } from "../codegen/file.js";
import { objectLiteral, stringLiteral } from "../codegen/literal.js";
import type { Names } from "../codegen/names/names.js";
import type { ValidatorSymbols } from "../codegen/runtime-symbols.js";
import type { ImportExtension } from "../config/target.js";
import { base64ByCommand, type Base64OfCommand, type Member, type Model } from "../model/index.js";
import { lowerAccessors } from "../model/make-model.js";
import { standaloneStatements } from "./compile.js";
import { jsonSchemas, type JsonSchemas, schemaKey } from "./json-schema.js";

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

/** Returns an import of runtime names. */
function runtimeImport(
  runtime: string,
  values: readonly (keyof ValidatorSymbols)[],
  types: readonly (keyof ValidatorSymbols)[],
): string {
  const names = [...values, ...types.map((type) => (values.length > 0 ? `type ${type}` : type))];
  return `import ${values.length > 0 ? "" : "type "}{ ${names.join(", ")} } from ${stringLiteral(runtime)};`;
}

interface FunctionsRequest {
  /** What the banner names as the source. */
  readonly origin: string;
  readonly runtime: string;
  readonly importExtension: ImportExtension;
  /** The names of the types that have all commands and all events. */
  readonly types: { readonly commands: string; readonly events: string };
  /** The paths to base64 members by command. */
  readonly base64: Readonly<Record<string, Base64OfCommand>>;
}

/** Returns the text of validators.ts: the functions that programs call. */
function functionsText(request: FunctionsRequest): string {
  const { origin, runtime, importExtension, types } = request;
  const { commands, events } = types;
  const specifier = (to: string): string => relativeSpecifier("validators.ts", to, importExtension);
  const imported = runtimeImport(
    runtime,
    ["standardSchema", "validate"],
    ["StandardSchema", "ValidationIssue"],
  );
  const base64 = base64Paths(request.base64);
  return `${banner(origin)}
${imported}
import type { ${commands}, ${events} } from "${specifier("protocol.ts")}";
import { validators } from "${specifier("validators-code.ts")}";
${base64 === undefined ? "" : base64Text(base64)}
${validatingText(types)}
${standardSchemasText(types, base64 !== undefined)}`;
}

/** Returns the paths to base64 members by the key of the validator; undefined if there are none. */
function base64Paths(
  byCommand: FunctionsRequest["base64"],
): Readonly<Record<string, readonly string[]>> | undefined {
  const paths = Object.entries(byCommand).flatMap(([name, { arguments: taken, returns }]) => [
    ...(taken === undefined ? [] : [[schemaKey("arguments", name), taken] as const]),
    ...(returns === undefined ? [] : [[schemaKey("return", name), returns] as const]),
  ]);
  return paths.length === 0 ? undefined : Object.fromEntries(paths);
}

function base64Text(paths: Readonly<Record<string, readonly string[]>>): string {
  return `
/** The paths of the members that hold bytes, by the key of the validator. */
const base64: Readonly<Record<string, readonly string[]>> = ${objectLiteral(paths)};
`;
}

/** The keys of the validators, as template literals of the parameters of the emitted functions. */
const argumentsKey = `\`${schemaKey("arguments", "${command}")}\``;

const returnKey = `\`${schemaKey("return", "${command}")}\``;

const eventKey = `\`${schemaKey("event", "${event}")}\``;

function validatingText({ commands, events }: FunctionsRequest["types"]): string {
  return `/**
 * Validates the arguments of a command as strictly as QEMU. Returns the first error; undefined if the arguments are
 * valid or the schema has no such command.
 */
export function validateArguments(command: keyof ${commands}, value: unknown): ValidationIssue | undefined {
  return validate(validators[${argumentsKey}], value ?? {});
}

/**
 * Validates the return value of a command. Returns the first error; undefined if the value is valid or the schema has
 * no such command. Unknown members and enum values are accepted, because a newer server may have them.
 */
export function validateReturn(command: keyof ${commands}, value: unknown): ValidationIssue | undefined {
  return validate(validators[${returnKey}], value);
}

/** Validates the data of an event by the same rules as a return value. */
export function validateEvent(event: keyof ${events}, data: unknown): ValidationIssue | undefined {
  return validate(validators[${eventKey}], data ?? {});
}
`;
}

function standardSchemasText({ commands, events }: FunctionsRequest["types"], hasBase64: boolean): string {
  const base64Of = (key: string): string => (hasBase64 ? `, base64[${key}]` : "");
  return `/**
 * Returns the arguments of a command as a Standard Schema, which libraries for forms and APIs accept.
 * @throws TypeError if the schema has no such command.
 */
export function argumentsSchema<Name extends keyof ${commands}>(
  command: Name,
): StandardSchema<${commands}[Name]["arguments"]> {
  return standardSchema(validators[${argumentsKey}]${base64Of(argumentsKey)});
}

/**
 * Returns the return value of a command as a Standard Schema.
 * @throws TypeError if the schema has no such command.
 */
export function returnSchema<Name extends keyof ${commands}>(
  command: Name,
): StandardSchema<${commands}[Name]["returns"]> {
  return standardSchema(validators[${returnKey}]${base64Of(returnKey)});
}

/**
 * Returns the data of an event as a Standard Schema.
 * @throws TypeError if the schema has no such event.
 */
export function eventSchema<Name extends keyof ${events}>(event: Name): StandardSchema<${events}[Name]> {
  return standardSchema(validators[${eventKey}]);
}
`;
}
