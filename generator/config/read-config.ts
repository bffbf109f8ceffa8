import { dirname, resolve } from "node:path";
import { type Diagnostic, type DiagnosticSource, where } from "../diagnostics/diagnostic.js";
import { isWithin, realPathOf } from "../files/files.js";
import type { Position } from "../model/model.js";
import { isNamedAnnotations } from "../qemu/shipped-files.js";
import { readJsonFile, type FormSchema, type JsonFile } from "./json-file.js";
import {
  exportPattern,
  namePattern,
  referencePattern,
  serverNamePattern,
  serverVersionPattern,
  specifierPattern,
  targetDefaults,
  type Target,
} from "./target.js";

/** The targets of a config file, or the diagnostics about it. */
export interface ConfigReading {
  /** Empty if there are diagnostics. */
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads a config file: JSON with comments. Its paths are relative to its folder. */
export async function readConfig(file: string): Promise<ConfigReading> {
  const json = await readJsonFile(file, {
    schema: configSchema,
    codes: { syntax: "config-syntax", shape: "config-shape" },
    called: "the configuration",
  });
  const { source, diagnostics } = json;
  if (diagnostics.length > 0) return { targets: [], diagnostics, source };
  const targets = toTargets(json.value as Config, file).map((target, index) => ({
    ...target,
    namedAt: positionsIn(json, index, target),
    ...(target.exports && {
      exportsAt: target.exports.map((_, place) => json.position(["targets", index, "exports", place])),
    }),
  }));
  const shared = sharedFolders(targets, json);
  return { targets: shared.length > 0 ? [] : targets, diagnostics: shared, source };
}

/** Each target writes an index, so that two in one folder would replace each other's. */
function sharedFolders(targets: readonly Target[], json: JsonFile): readonly Diagnostic[] {
  const first = new Map<string, number>();
  return targets.flatMap(({ out }, index) => {
    const folder = realPathOf(out);
    const other = first.get(folder);
    first.set(folder, other ?? index);
    if (other === undefined) return [];
    const place = where(json.position(["targets", other, "out"]));
    const message = `the target at ${place} has the same output folder`;
    return [
      {
        code: "config-out",
        severity: "error",
        message,
        position: json.position(["targets", index, "out"]),
      } as const,
    ];
  });
}

/** A value that `configSchema` accepts. */
interface Config {
  readonly targets: readonly ConfigTarget[];
}

interface ConfigTarget
  extends Pick<Target, "schema" | "out">, Partial<Omit<Target, "schema" | "out" | "defines" | "config">> {
  readonly define?: readonly string[];
}

function toTargets(config: Config, file: string): readonly Target[] {
  const folder = dirname(file);
  return config.targets.map(({ schema, out, define, annotations, devices, ...rest }) => ({
    ...targetDefaults,
    ...rest,
    defines: define,
    ...annotationsIn(annotations, folder, file),
    ...(devices === "none" && { devices }),
    ...(devices !== undefined && devices !== "none" && fileOf("devices", resolve(folder, devices), file)),
    schema: resolve(folder, schema),
    out: resolve(folder, out),
  }));
}

/** Returns the positions at which a config names the files of a target. */
function positionsIn(json: JsonFile, index: number, target: Target): ReadonlyMap<string, Position> {
  const keys = (["schema", "annotations", "devices"] as const).filter((key) => target[key] !== undefined);
  return new Map(keys.map((key) => [target[key] ?? "", json.position(["targets", index, key])]));
}

function annotationsIn(
  annotations: string | undefined,
  folder: string,
  config: string,
): Pick<Target, "annotations" | "devices" | "config"> {
  if (annotations === undefined) return {};
  if (isNamedAnnotations(annotations)) return { annotations };
  return fileOf("annotations", resolve(folder, annotations), config);
}

/** The config is recorded for a file outside of its folder, whose text diagnostics may have to hide. */
function fileOf(
  key: "annotations" | "devices",
  file: string,
  config: string,
): Pick<Target, "annotations" | "devices" | "config"> {
  const isInside = isWithin(realPathOf(file), dirname(config));
  return { [key]: file, ...(!isInside && { config }) };
}

const release = text('a version such as "11.1"', "The first two numbers of the version.", {
  pattern: serverVersionPattern,
});

const olderBindings: FormSchema = {
  type: "object",
  expected: 'an object with the members "version" and "import"',
  required: ["version", "import"],
  additionalProperties: false,
  properties: {
    version: release,
    import: text("a module specifier", "The module that exports these bindings.", {
      pattern: specifierPattern,
    }),
  },
};

const server: FormSchema = {
  type: "object",
  expected: 'an object with the members "name" and "version"',
  description:
    "The server that has the schema. Sessions report an older server, with the module of 'older' to import instead.",
  required: ["name", "version"],
  additionalProperties: false,
  properties: {
    name: text("a name of letters, digits and spaces", "The name of the server in messages.", {
      pattern: serverNamePattern,
    }),
    version: release,
    older: {
      type: "array",
      expected: "a list of versions and their modules",
      description: "The bindings of older versions. Default: none.",
      items: olderBindings,
    },
  },
};

/** The schema of one target. `expected` describes the accepted values for messages, `description` the key for editors. */
const target: FormSchema = {
  type: "object",
  expected: 'an object with the members "schema" and "out"',
  description: "One set of bindings.",
  required: ["schema", "out"],
  additionalProperties: false,
  properties: {
    schema: text(
      "the path of a schema file",
      "The schema's entry file, which can include other files. Relative to this file.",
    ),
    out: text(
      "the path of a folder",
      "The output folder. Its generated files are overwritten; other files are kept. Relative to this file.",
    ),
    name: text(
      "a name in PascalCase",
      `The protocol's name, in PascalCase. It becomes part of the generated names. Default: ${targetDefaults.name}.`,
      { pattern: namePattern },
    ),
    runtime: text(
      "a module specifier",
      `The module that the bindings import the runtime from. A path that starts with a dot is relative to 'out'. Default: ${targetDefaults.runtime}.`,
      { pattern: specifierPattern },
    ),
    importExtension: {
      enum: ["js", "ts", "none"],
      expected: '"js", "ts" or "none"',
      description:
        "The file extension in relative imports: js for compiled output, ts for runtimes that strip types, none for bundlers. Default: js.",
    },
    annotations: text(
      'the path of a file, "none" or "qemu"',
      "The file with signal accessors, completions, base64 members, timeouts and effects, relative to this file; 'none'; or 'qemu' for those that are shipped with the generator. Default: 'qemu' for QEMU's schemas, else 'none'.",
    ),
    skipUnknownAnnotations: {
      type: "boolean",
      expected: "true or false",
      description:
        "Whether annotations of names that the schema lacks are skipped instead of reported, for a file that several versions of a schema share. Default: false.",
    },
    server,
    devices: text(
      'the path of a file, or "none"',
      "The file with facts about devices, as `qapi-ts devices` prints it, for the module devices.ts, relative to this file; or 'none'. Default: the devices that were imported with the schema.",
    ),
    reference: text(
      "an http or https URL",
      "The URL of a definition's reference page, in which {kind}, {module} and {name} are replaced.",
      { pattern: referencePattern },
    ),
    validators: {
      type: "boolean",
      expected: "true or false",
      description: "Whether to write validators.ts, with functions that check values. Default: false.",
    },
    exports: {
      type: "array",
      expected: "a list of names",
      description:
        "The names of 'runtime' that the index exports too. A name that begins with a capital letter is a type. Default: none.",
      items: text("a name", undefined, { pattern: exportPattern }),
    },
    define: {
      type: "array",
      expected: "a list of condition names",
      description:
        "The conditions that are true; all others are false. Default: all definitions are kept, and their conditions are documented.",
      items: text("a condition's name"),
    },
  },
};

/** The schema of a config file. */
export const configSchema: FormSchema = {
  description: "The bindings that `qapi-ts generate --config` writes.",
  type: "object",
  expected: 'an object with the member "targets"',
  required: ["targets"],
  additionalProperties: false,
  properties: {
    $schema: text("a string", "The JSON Schema of this file, for editors."),
    targets: {
      type: "array",
      minItems: 1,
      expected: "a list of at least one target",
      description: "The bindings to generate.",
      items: target,
    },
  },
};

function text(expected: string, description?: string, more: object = {}): FormSchema {
  return {
    type: "string",
    minLength: 1,
    expected,
    ...(description !== undefined && { description }),
    ...more,
  };
}
