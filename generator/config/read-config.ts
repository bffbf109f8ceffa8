import { dirname, resolve } from "node:path";
import type { Diagnostic, DiagnosticSource } from "../diagnostics/diagnostic.js";
import { isWithin, realPathOf } from "../files/paths.js";
import { isNamedAnnotations } from "../qemu/shipped-files.js";
import { readJsonFile, type JsonFile } from "./json-file.js";
import { configSchema } from "./schema.js";
import { targetDefaults, type Target } from "./target.js";

/** The targets of a config file, or the diagnostics about it. */
interface ConfigReading {
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
  const targets = toTargets(json.value as Config, file);
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
    const { line } = json.position(["targets", other, "out"]);
    const message = `the target at line ${line} has the same output folder`;
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
