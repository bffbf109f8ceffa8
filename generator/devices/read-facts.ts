import { readJsonFile } from "../config/json-file/read-json-file.js";
import type { FormSchema } from "../config/json-file/json-file.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../diagnostics/format.js";
import type { DeviceFacts, DeviceFile } from "./facts.js";
import { loadedFacts } from "./store.js";

/** The result of reading a file of device facts. */
export interface FactsReading {
  /** Undefined if the file has errors. */
  readonly facts: DeviceFacts | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads a file that `qapi-ts devices` printed. */
export async function readDeviceFacts(file: string): Promise<FactsReading> {
  const read = await readJsonFile(file, {
    schema: factsSchema,
    codes: { syntax: "devices-syntax", shape: "devices-shape" },
    called: "the device facts",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { facts: undefined, diagnostics, source };
  const content = value as DeviceFile;
  const missing = Object.entries(content.devices).flatMap(([device, { shares = [] }]) =>
    shares.flatMap((group, index): Diagnostic[] =>
      content.shared !== undefined && Object.hasOwn(content.shared, group)
        ? []
        : [
            {
              code: "devices-shape",
              severity: "error",
              message: `'shared' has no group '${group}'`,
              position: read.position(["devices", device, "shares", index]),
            },
          ],
    ),
  );
  if (missing.length > 0) return { facts: undefined, diagnostics: missing, source };
  return { facts: loadedFacts(content), diagnostics: [], source };
}

const text: FormSchema = { type: "string", expected: "a string" };
const texts: FormSchema = { type: "array", expected: "a list of strings", items: text };

const properties = mapOf(
  {
    type: "object",
    expected: "an object with the member 'type'",
    required: ["type"],
    additionalProperties: false,
    properties: { type: text, default: {}, description: text, link: text, targets: texts },
  },
  "an object with a member for each property",
);

const device: FormSchema = {
  type: "object",
  expected: "an object with the member 'properties'",
  required: ["properties"],
  additionalProperties: false,
  properties: {
    ...{ bus: text, category: text, alias: text, description: text, targets: texts, shares: texts },
    properties,
  },
};

const factsSchema: FormSchema = {
  type: "object",
  expected: "an object, as `qapi-ts devices` prints it",
  required: ["version", "targets", "enums", "devices", "unavailable"],
  additionalProperties: false,
  properties: {
    version: text,
    targets: texts,
    unavailable: texts,
    enums: mapOf(texts, "an object with a list of values for each type"),
    shared: mapOf(properties, "an object with a group of properties for each name"),
    devices: mapOf(device, "an object with a member for each device"),
  },
};

function mapOf(values: FormSchema, expected: string): FormSchema {
  return { type: "object", expected, additionalProperties: values };
}
