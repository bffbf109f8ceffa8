import type { Model } from "../model/index.js";
import type { QemuProtocol } from "./files.js";
import { recognizeQemu } from "./recognize.js";

/** The names that stand for annotations: no annotations, and those that are shipped with the generator. */
const namedAnnotations = ["none", "qemu"] as const;

/** Reports whether the value of `annotations` is a name and not the path of a file, which may be written as `./qemu`. */
export function isNamedAnnotations(value: string | undefined): boolean {
  return namedAnnotations.some((name) => name === value);
}

/**
 * Returns the protocol whose shipped annotations apply to a schema; undefined if none do.
 * @param value - the value of `annotations`; undefined if there is none, which applies them to QEMU's schemas.
 */
export function shippedAnnotations(value: string | undefined, model: Model): QemuProtocol | undefined {
  if (value === undefined) return recognizeQemu(model.byName);
  if (value !== "qemu") return undefined;
  return recognizeQemu(model.byName) ?? (model.byName.has("guest-info") ? "qga" : "qmp");
}
