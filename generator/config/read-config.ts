import { dirname, resolve } from "node:path";
import { runtimeExports } from "../codegen/runtime-symbols.js";
import {
  comparePositions,
  type Diagnostic,
  type DiagnosticSource,
  where,
} from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { suggest } from "../diagnostics/suggest.js";
import { isWithin, realPathOf } from "../files/files.js";
import type { Position } from "../model/model.js";
import { isNamedAnnotations } from "../qemu/shipped-files.js";
import {
  described,
  list,
  object,
  readJsonFile,
  type FormSchema,
  type JsonFile,
  type JsonPath,
} from "./json-file.js";
import {
  listedKey,
  conditionPattern,
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
  /** The targets without diagnostics. */
  readonly valid: readonly Target[];
  /** The number of the other targets, or 1 if the targets cannot be read. */
  readonly invalid: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** What is wrong with the target of an index, or with the configuration as a whole. */
interface TargetFault {
  readonly target: number | undefined;
  readonly diagnostic: Diagnostic;
}

/** Reads a config file: JSON with comments. Its paths are relative to its folder. */
export async function readConfig(file: string): Promise<ConfigReading> {
  const json = await readJsonFile(file, {
    schema: configSchema,
    codes: { syntax: "config-syntax", shape: "config-shape" },
    called: "the configuration",
  });
  const { source, diagnostics } = json;
  const mismatches = diagnostics.map((diagnostic, index): TargetFault => {
    const [key, target] = json.paths[index] ?? [];
    return { target: key === "targets" && typeof target === "number" ? target : undefined, diagnostic };
  });
  if (mismatches.some(({ target }) => target === undefined))
    return { targets: [], valid: [], invalid: 1, diagnostics, source };
  const mismatched = new Set(mismatches.map(({ target }) => target));
  const config = json.value as { readonly targets: readonly ConfigTarget[] };
  const targets = config.targets.map((each, index) => {
    if (mismatched.has(index)) return undefined;
    const target = toTarget(each, file);
    return { ...target, namedAt: positionsIn(json, index, target) };
  });
  const faults = [...mismatches, ...sharedFolders(targets, json), ...unknownExports(targets, json)];
  const faulty = new Set(faults.map(({ target }) => target));
  const valid = targets.flatMap((target, index) => (target && !faulty.has(index) ? [target] : []));
  const found = faults.map(({ diagnostic }) => diagnostic);
  found.sort((a, b) => comparePositions(a.position, b.position));
  return { targets: faulty.size > 0 ? [] : valid, valid, invalid: faulty.size, diagnostics: found, source };
}

/** Each target writes an index, so that two in one folder would replace each other's. */
function sharedFolders(targets: readonly (Target | undefined)[], json: JsonFile): readonly TargetFault[] {
  const first = new Map<string, number>();
  return targets.flatMap((each, target) => {
    if (each === undefined) return [];
    const folder = realPathOf(each.out);
    const other = first.get(folder);
    first.set(folder, other ?? target);
    if (other === undefined) return [];
    const outAt = (index: number): Position => json.position(["targets", index, "out"]);
    const [position, message] = [
      outAt(target),
      `the target at ${where(outAt(other))} has the same output folder`,
    ];
    return [{ target, diagnostic: { code: "config-out", severity: "error", message, position } }];
  });
}

/** Reports names of the default runtime that it does not export. The names of another runtime are not known. */
function unknownExports(targets: readonly (Target | undefined)[], json: JsonFile): readonly TargetFault[] {
  return targets.flatMap((each, target) => {
    const names = each?.runtime === targetDefaults.runtime ? each.exports : undefined;
    return (names ?? []).flatMap((name, index) => {
      if (runtimeExports.includes(name)) return [];
      const message = `${quote(targetDefaults.runtime)} does not export ${quote(name)}`;
      const position = json.position(["targets", target, "exports", index]);
      const help = suggest(name, runtimeExports);
      return { target, diagnostic: { code: "config-shape", severity: "error", message, position, ...help } };
    });
  });
}

/** A target that `configSchema` accepts. */
interface ConfigTarget
  extends Pick<Target, "schema" | "out">, Partial<Omit<Target, "schema" | "out" | "defines" | "config">> {
  readonly define?: readonly string[];
}

function toTarget(
  { schema, out, define, annotations, devices, ...rest }: ConfigTarget,
  file: string,
): Target {
  const folder = dirname(file);
  return {
    ...targetDefaults,
    ...rest,
    defines: define,
    ...annotationsIn(annotations, folder, file),
    ...(devices === "none" && { devices }),
    ...(devices !== undefined && devices !== "none" && fileOf("devices", resolve(folder, devices), file)),
    schema: resolve(folder, schema),
    out: resolve(folder, out),
  };
}

/** Returns the positions at which a config names the files, conditions and exports of a target. */
function positionsIn(json: JsonFile, index: number, target: Target): ReadonlyMap<string, Position> {
  const keys = (["schema", "annotations", "devices"] as const).filter((key) => target[key] !== undefined);
  const places: readonly (readonly [string, JsonPath])[] = [
    ...keys.map((key) => [target[key] ?? "", [key]] as const),
    ...(target.defines ?? []).map((name, at) => [listedKey("define", name), ["define", at]] as const),
    ...(target.exports ?? []).map((name, at) => [listedKey("exports", name), ["exports", at]] as const),
  ];
  return new Map(places.map(([name, path]) => [name, json.position(["targets", index, ...path])]));
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

const olderBindings = object(
  'an object with the members "version" and "import"',
  {
    version: release,
    import: text("a module specifier", "The module that exports these bindings.", {
      pattern: specifierPattern,
    }),
  },
  {},
);

const server = described(
  object(
    'an object with the members "name" and "version"',
    {
      name: text("a name of letters, digits and spaces", "The name of the server in messages.", {
        pattern: serverNamePattern,
      }),
      version: release,
    },
    {
      older: described(
        list(olderBindings, "a list of versions and their modules"),
        "The bindings of older versions. Default: none.",
      ),
    },
  ),
  "The server that has the schema. Sessions report an older server, with the module of 'older' to import instead.",
);

/** The schema of one target. `expected` describes the accepted values for messages, `description` the key for editors. */
const target: FormSchema = described(
  object(
    'an object with the members "schema" and "out"',
    {
      schema: text(
        "the path of a schema file",
        "The schema's entry file, which can include other files. Relative to this file.",
      ),
      out: text(
        "the path of a folder",
        "The output folder. Its generated files are overwritten; other files are kept. Relative to this file.",
      ),
    },
    {
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
        uniqueItems: true,
        description:
          "The names of 'runtime' that the index exports too. A name that begins with a capital letter is a type. Default: none.",
        items: text("a name that is not a reserved word", undefined, { pattern: exportPattern }),
      },
      define: described(
        list(
          text("a condition's name", undefined, { pattern: conditionPattern }),
          "a list of condition names",
        ),
        "The conditions that are true; all others are false. Default: all definitions are kept, and their conditions are documented.",
      ),
    },
  ),
  "One set of bindings.",
);

/** The schema of a config file. */
export const configSchema: FormSchema = described(
  object(
    'an object with the member "targets"',
    { targets: described(list(target, "a list of at least one target", 1), "The bindings to generate.") },
    { $schema: text("a string", "The JSON Schema of this file, for editors.") },
  ),
  "The bindings that `qapi-ts generate --config` writes.",
);

function text(expected: string, description?: string, more: object = {}): FormSchema {
  return {
    type: "string",
    minLength: 1,
    expected,
    ...(description !== undefined && { description }),
    ...more,
  };
}
