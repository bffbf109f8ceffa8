import { dirname, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../diagnostics/format.js";
import { readJsonFile } from "./json-file/read-json-file.js";
import { targetDefaults, type Target } from "./target.js";
import { configSchema } from "./schema.js";

/** What a configuration file asks for, or what is wrong with it. */
export interface ConfigReading {
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads a configuration: JSON, in which comments may stand; its paths are relative to it. */
export async function readConfig(file: string): Promise<ConfigReading> {
  const { source, value, diagnostics } = await readJsonFile(file, {
    schema: configSchema,
    codes: { syntax: "config-syntax", shape: "config-shape" },
    called: "the configuration",
  });
  const targets = diagnostics.length > 0 ? [] : targetsOf(value as Config, dirname(file));
  return { targets, diagnostics, source };
}

/** What the schema has ensured. */
interface Config {
  readonly targets: readonly (Pick<Target, "schema" | "out"> &
    Partial<Pick<Target, "name" | "runtime" | "reference" | "annotations" | "validators">> & {
      readonly define?: readonly string[];
    })[];
}

function targetsOf(config: Config, folder: string): readonly Target[] {
  return config.targets.map(({ schema, out, define, annotations, ...chosen }) => ({
    ...targetDefaults,
    ...chosen,
    defines: define,
    ...(annotations !== undefined && { annotations: resolve(folder, annotations) }),
    schema: resolve(folder, schema),
    out: resolve(folder, out),
  }));
}
