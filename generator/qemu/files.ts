import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** QEMU's protocols that have annotations: the monitor's, which is the storage daemon's too, and the guest agent's. */
export type QemuProtocol = "qmp" | "qga";

/** Returns the path of the annotations that are shipped with the generator. */
export function annotationsOf(protocol: QemuProtocol): string {
  return join(packageFolder(), "qemu", "annotations", `${protocol}.json`);
}

/** Returns the path of a shipped model, such as `qmp-11.1`. */
export function modelFileOf(name: string): string {
  return join(packageFolder(), "models", `${name}.json`);
}

/** The folder of the package, whose code may be compiled. */
function packageFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("qapi-ts-generator/package.json");
  return dirname(manifest);
}
