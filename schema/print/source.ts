import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { makeModel, readSchema, type Definition, type Model } from "qapi-ts-generator";

/** The schemas in QEMU's source tree. */
export interface QemuSource {
  /** For example `10.0.2`. */
  readonly version: string;
  readonly monitor: Model;
  readonly storageDaemon: Model;
  readonly guestAgent: Model;
}

export function readSource(folder: string): QemuSource {
  return {
    version: readFileSync(join(folder, "VERSION"), "utf8").trim(),
    monitor: readModel(join(folder, "qapi/qapi-schema.json")),
    storageDaemon: inOneFolder(readModel(join(folder, "storage-daemon/qapi/qapi-schema.json"))),
    guestAgent: readModel(join(folder, "qga/qapi-schema.json")),
  };
}

/** Returns the part of a version that changes incompatibly: `10.0` of `10.0.2`. */
export function releaseOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Most files of the storage daemon's schema are the monitor's, in another folder. */
function inOneFolder(model: Model): Model {
  const rename = (definition: Definition): Definition => ({
    ...definition,
    module: posix.basename(definition.module),
  });
  const renamed = new Map(model.definitions.map((definition) => [definition, rename(definition)]));
  const all = (definitions: readonly Definition[]): Definition[] =>
    definitions.flatMap((definition) => renamed.get(definition) ?? []);
  const modules = model.modules.map((module) => ({
    ...module,
    name: posix.basename(module.name),
    includes: module.includes.map((name) => posix.basename(name)),
    definitions: all(module.definitions),
  }));
  return makeModel(modules, all(model.definitions));
}

function readModel(entry: string): Model {
  const { model, diagnostics } = readSchema(entry);
  if (model) return model;
  const errors = diagnostics.map(({ message, position }) => `${position.file}:${position.line}: ${message}`);
  throw new Error(`QEMU's schema is invalid:\n${errors.join("\n")}`);
}
