import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { readSchema, type Model } from "qapi-ts-generator";

/** The schemas in QEMU's source tree. */
export interface QemuSource {
  /** For example `10.0.2`. */
  readonly version: string;
  readonly monitor: Model;
  readonly guestAgent: Model;
  /** The names of the monitor's modules that the storage daemon has. */
  readonly storageDaemonModules: ReadonlySet<string>;
}

export function readSource(folder: string): QemuSource {
  const storageDaemon = readModel(join(folder, "storage-daemon/qapi/qapi-schema.json"));
  return {
    version: readFileSync(join(folder, "VERSION"), "utf8").trim(),
    monitor: readModel(join(folder, "qapi/qapi-schema.json")),
    guestAgent: readModel(join(folder, "qga/qapi-schema.json")),
    storageDaemonModules: new Set(storageDaemon.modules.map(({ name }) => posix.basename(name))),
  };
}

function readModel(entry: string): Model {
  const { model, diagnostics } = readSchema(entry);
  if (model) return model;
  const errors = diagnostics.map(({ message, position }) => `${position.file}:${position.line}: ${message}`);
  throw new Error(`QEMU's schema is invalid:\n${errors.join("\n")}`);
}
