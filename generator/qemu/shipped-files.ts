import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Model } from "../model/index.js";

/** QEMU's protocols that have annotations: the monitor's, which is the storage daemon's too, and the guest agent's. */
type QemuProtocol = "qmp" | "qga";

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

/** Commands and events that all schemas of a protocol have since QEMU 2.0, and that no other program has all of. */
const signs: Readonly<Record<QemuProtocol, readonly string[]>> = {
  qmp: ["query-version", "blockdev-add", "object-add", "BLOCK_JOB_COMPLETED", "BLOCK_IO_ERROR"],
  qga: ["guest-sync", "guest-info", "guest-file-open", "guest-shutdown"],
};

/**
 * Returns QEMU's protocol that a schema or an answer describes; undefined if it is another program's.
 * @param names - the names of the commands and events.
 */
export function recognizeQemu(names: { has(name: string): boolean }): QemuProtocol | undefined {
  const protocols = ["qmp", "qga"] as const;
  return protocols.find((protocol) => signs[protocol].every((name) => names.has(name)));
}

/** The names that stand for annotations: no annotations, and those that are shipped with the generator. */
const namedAnnotations = ["none", "qemu"] as const;

/** Reports whether the value of `annotations` is a name and not the path of a file, which may be written as `./qemu`. */
export function isNamedAnnotations(value: string | undefined): boolean {
  return namedAnnotations.some((name) => name === value);
}

/** Where the annotations of a schema are: none, in the generator, or in the user's file. */
type AnnotationsChoice =
  | { readonly kind: "none" }
  | { readonly kind: "shipped"; readonly file: string }
  | { readonly kind: "file"; readonly file: string };

/**
 * Returns the annotations that apply to a schema.
 * @param value - the value of `annotations`; undefined if there is none, which applies those of QEMU to QEMU's schemas.
 */
export function chooseAnnotations(value: string | undefined, model: Model): AnnotationsChoice {
  const protocol = shippedAnnotations(value, model);
  if (protocol !== undefined) return { kind: "shipped", file: annotationsOf(protocol) };
  return value === undefined || isNamedAnnotations(value) ? { kind: "none" } : { kind: "file", file: value };
}

/**
 * Returns the protocol whose shipped annotations apply to a schema; undefined if none do.
 * @param value - the value of `annotations`; undefined if there is none, which applies them to QEMU's schemas.
 */
function shippedAnnotations(value: string | undefined, model: Model): QemuProtocol | undefined {
  if (value === undefined) return recognizeQemu(model.byName);
  if (value !== "qemu") return undefined;
  return recognizeQemu(model.byName) ?? (model.byName.has("guest-info") ? "qga" : "qmp");
}
