import type { ModelDocument } from "../export/model/document.js";
import { type ModelReading, readDocument } from "../export/model/read-document.js";
import { readText } from "../files/files.js";
import type { Definition, Model } from "../model/index.js";
import { makeModel } from "../model/make-model.js";
import { modelFileOf } from "./shipped-files.js";

/** The versions of the shipped models, the newest first. */
const versions = ["11.1", "10.0", "7.2"] as const;
type Version = (typeof versions)[number];

/**
 * Returns what is known about the monitor of a QEMU and what it does not report itself: the names and bases of types,
 * the exact integer types, the documentation. Definitions that this version lacks are those of other versions.
 * @param version - for example `9.2.1`; the oldest version that is not older describes it best. Undefined: the newest.
 */
export function qemuFacts(version: string | undefined): Model {
  const newer = versions.filter((each) => version === undefined || isOlderOrSame(version, each));
  const best = version === undefined ? undefined : newer.at(-1);
  const definitions = new Map<string, Definition>();
  for (const each of orderFrom(best)) {
    for (const definition of shippedModel(`qmp-${each}`).model.definitions) {
      if (!definitions.has(definition.name)) definitions.set(definition.name, definition);
    }
  }
  const all = [...definitions.values()];
  const module = { name: "facts", file: "facts.json", includes: [], definitions: all, freeForm: [] };
  return makeModel([module], all);
}

/** Returns the versions in the order of precedence: the best one, newer ones from the oldest, then older ones. */
function orderFrom(best: Version | undefined): readonly Version[] {
  const index = versions.findIndex((version) => version === best);
  return [...versions.slice(0, index + 1).toReversed(), ...versions.slice(index + 1)];
}

/** Compares the first two numbers of versions: `9.2.1` is older than `10.0`. */
function isOlderOrSame(version: string, other: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [version, other].map((each) =>
    each.split(".").map(Number),
  ) as [number[], number[]];
  return major === otherMajor ? minor <= otherMinor : major < otherMajor;
}

/** The models that are shipped: QEMU's monitor in three versions, its storage daemon and its guest agent. */
export type ShippedModel = "qmp-11.1" | "qmp-10.0" | "qmp-7.2" | "qsd" | "qga";

/** Reads a shipped model with its documentation, annotations and devices. Its form is not validated: a test does. */
export function shippedModel(name: ShippedModel): ModelReading {
  return readDocument(JSON.parse(readText(modelFileOf(name))) as ModelDocument);
}
