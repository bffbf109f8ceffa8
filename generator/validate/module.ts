import type { judge, Finding, Validate } from "qapi-ts/codegen";
import { banner } from "../codegen/banner.js";
import { stringLiteral } from "../codegen/literal.js";
import type { Member, Model } from "../model/index.js";
import type { Names } from "../codegen/names/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
import { jsonSchemas, schemaKey } from "./json-schema.js";
import { standaloneStatements } from "./standalone.js";
import type { JsonSchemas } from "./types.js";

/** What validators are made from. */
export interface ValidatorsRequest {
  readonly model: Model;
  readonly names: Names;
  /** What they import the runtime from. */
  readonly runtime: string;
  /** The members that hold base64. */
  readonly base64: ReadonlySet<Member>;
}

/** A file of theirs, before it is made. */
export interface ValidatorsFile {
  readonly path: string;
  /** All that the text depends on. */
  readonly source: unknown;
  readonly make: () => string;
}

/**
 * The two files of the validators. They stand beside the bindings' folders and nothing imports them: who does not
 * ask for validators has none.
 */
export function validatorsFiles(request: ValidatorsRequest): readonly ValidatorsFile[] {
  const { model, names, runtime, base64 } = request;
  const schemas = jsonSchemas(model, { base64 });
  const origin = `the QAPI schema ${model.modules[0]?.name ?? ""}`;
  const types = { commands: names.of("protocol", "commands"), events: names.of("protocol", "events") };
  const keys = exportedKeys(model);
  return [
    {
      path: "validators.ts",
      source: ["validators", origin, runtime, types],
      make: () => functionsText(origin, runtime, types),
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

/** The names of the runtime that validators use: one that disappears fails to compile here. */
interface RuntimeNames {
  readonly judge: typeof judge;
  readonly Finding: Finding;
  readonly Validate: Validate;
}

function runtimeImport(
  runtime: string,
  values: readonly (keyof RuntimeNames)[],
  types: readonly (keyof RuntimeNames)[],
): string {
  const names = [...values, ...types.map((type) => (values.length > 0 ? `type ${type}` : type))];
  return `import ${values.length > 0 ? "" : "type "}{ ${names.join(", ")} } from ${stringLiteral(runtime)};`;
}

/** The statements are the compiler's and have no types; they stand in a function, so that nothing asks for them. */
function codeText(origin: string, runtime: string, keys: readonly string[], schemas: JsonSchemas): string {
  return `${banner(origin)}
// @ts-nocheck
${runtimeImport(runtime, [], ["Validate"])}

/** The validators by what they are for. */
export const validators: Readonly<Record<string, Validate>> = /* @__PURE__ */ compiled();

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
  { commands, events }: { readonly commands: string; readonly events: string },
): string {
  return `${banner(origin)}
${runtimeImport(runtime, ["judge"], ["Finding"])}
import type { ${commands}, ${events} } from "./protocol.js";
import { validators } from "./validators-code.js";

/**
 * Finds what is wrong with a command's arguments, as strictly as QEMU; undefined where nothing is, or where the schema
 * has no such command.
 */
export function validateArguments(command: keyof ${commands}, value: unknown): Finding | undefined {
  return judge(validators[\`${schemaKey("arguments", "${command}")}\`], value ?? {});
}

/**
 * Finds what is wrong with what a command returned; undefined where nothing is, or where the schema has no such
 * command. Members and values that the schema does not know are let pass: a newer server may have them.
 */
export function validateReturn(command: keyof ${commands}, value: unknown): Finding | undefined {
  return judge(validators[\`${schemaKey("return", "${command}")}\`], value);
}

/** Finds what is wrong with an event's data, by the same rules. */
export function validateEvent(event: keyof ${events}, data: unknown): Finding | undefined {
  return judge(validators[\`${schemaKey("event", "${event}")}\`], data ?? {});
}
`;
}
