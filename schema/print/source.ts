import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Model } from "qapi-ts-generator";
import { readSchema } from "qapi-ts-generator";

/** QEMU's source, as far as it is read: its version and its three schemas. */
export class QemuSource {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `10.0.2`. */
  get version(): string {
    return readFileSync(join(this.#folder, "VERSION"), "utf8").trim();
  }

  get monitor(): Model {
    return this.#model("qapi/qapi-schema.json");
  }

  get guestAgent(): Model {
    return this.#model("qga/qapi-schema.json");
  }

  /** The storage daemon is made of some of the monitor's modules: their names. */
  get storageDaemonModules(): ReadonlySet<string> {
    const { modules } = this.#model("storage-daemon/qapi/qapi-schema.json");
    return new Set(modules.map(({ name }) => posix.basename(name)));
  }

  #model(entry: string): Model {
    const { model, diagnostics } = readSchema(join(this.#folder, entry));
    if (model) return model;
    const found = diagnostics.map(({ message, position }) => `${position.file}:${position.line}: ${message}`);
    throw new Error(`QEMU's schema is not sound:\n${found.join("\n")}`);
  }
}
