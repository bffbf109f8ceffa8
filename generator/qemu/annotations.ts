import type { Model } from "../model/index.js";
import { annotationsOf, type QemuProtocol } from "./files.js";
import { recognizeQemu } from "./recognize.js";

/** The names that stand for annotations: no annotations, and those that are shipped with the generator. */
const namedAnnotations = ["none", "qemu"] as const;

/** Reports whether the value of `annotations` is a name and not the path of a file, which may be written as `./qemu`. */
export function isNamedAnnotations(value: string | undefined): boolean {
  return namedAnnotations.some((name) => name === value);
}

/** Where the annotations of a schema are: nowhere, in the generator, or in a file of the user's. */
export type AnnotationsChoice =
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
