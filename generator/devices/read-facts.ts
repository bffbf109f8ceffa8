import { readJsonFile, type FormSchema } from "../config/json-file.js";
import type { Diagnostic, DiagnosticSource } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { loadedFacts, missingGroups, type DeviceFacts, type DeviceFile } from "./facts.js";

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
  const missing = missingGroups(content).map(({ group, path }): Diagnostic => ({
    code: "devices-shape",
    severity: "error",
    message: `"shared" has no group ${quote(group)}`,
    position: read.position(path),
  }));
  if (missing.length > 0) return { facts: undefined, diagnostics: missing, source };
  return { facts: loadedFacts(content), diagnostics: [], source };
}

function text(description: string): FormSchema {
  return { type: "string", expected: "a string", description };
}

function texts(description: string): FormSchema {
  return {
    type: "array",
    expected: "a list of strings",
    description,
    items: { type: "string", expected: "a string" },
  };
}

function mapOf(values: FormSchema, expected: string, description: string): FormSchema {
  return { type: "object", expected, description, additionalProperties: values };
}

function properties(description: string): FormSchema {
  return mapOf(property, "an object with a member for each property", description);
}

const property: FormSchema = {
  type: "object",
  expected: 'an object with the member "type"',
  required: ["type"],
  additionalProperties: false,
  properties: {
    type: text("The name of the type in QEMU's object model."),
    default: {
      description: "The default, of which an integer beyond 2^53 is text. Absent: none is reported.",
    },
    description: text("QEMU's description."),
    link: text("The type of the object or device that the value, an id, refers to."),
    targets: texts("The targets that have the property. Absent: all that have the device."),
  },
};

const device: FormSchema = {
  type: "object",
  expected: 'an object with the member "properties"',
  required: ["properties"],
  additionalProperties: false,
  properties: {
    bus: text("The type of bus that it is plugged into. Absent: none."),
    category: text("QEMU's category."),
    alias: text("Another name that 'driver' may have."),
    description: text("QEMU's description."),
    targets: texts("The targets that have the type. Absent: all."),
    shares: texts("The names of the groups whose properties it has too."),
    properties: properties("Its properties that are in no group, by name."),
  },
};

/** The form of device facts as `qapi-ts devices` prints them. */
export const factsSchema: FormSchema = {
  type: "object",
  expected: "an object, as `qapi-ts devices` prints it",
  required: ["version", "targets", "enums", "devices", "unavailable"],
  additionalProperties: false,
  properties: {
    version: text("The version of the binaries."),
    targets: texts("The targets of the binaries: x86_64 for qemu-system-x86_64."),
    unavailable: texts("The types whose properties no binary reports."),
    enums: mapOf(
      { ...texts("The values."), expected: "a list of strings" },
      "an object with a list of values for each type",
      "The values of enumeration types.",
    ),
    shared: mapOf(
      properties("The properties of the group, by name."),
      "an object with a group of properties for each name",
      "Groups of properties that several devices have alike, by a name that occurs only here.",
    ),
    devices: mapOf(device, "an object with a member for each device", "The types of devices by name."),
  },
};
