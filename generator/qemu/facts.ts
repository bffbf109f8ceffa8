import { readPart } from "../frontend/read-schema.js";
import { makeModel } from "../model/make-model.js";
import type { Definition, Model } from "../model/index.js";
import { layerOf } from "./files.js";

/** The versions of the shipped facts, the newest first. Each layer holds what the newer ones lack or define otherwise. */
const versions = ["11.1", "10.0", "7.2"] as const;

/**
 * Returns what is known about the monitor of a QEMU and what it does not report itself: the names and bases of types,
 * the exact integer types, the documentation. Definitions that this version lacks are those of other versions.
 * @param version - for example `9.2.1`; the oldest version that is not older describes it best. Undefined: the newest.
 */
export function qemuFacts(version: string | undefined): Model {
  const newer = versions.filter((each) => version === undefined || isOlderOrSame(version, each));
  // An older layer overrides the newer ones up to the version; beyond it, layers only add what is missing.
  const order = newer.length === 0 || version === undefined ? versions : orderFor(newer.length);
  const definitions = new Map<string, Definition>();
  for (const each of order) {
    // A layer refers to definitions of other layers.
    for (const definition of readPart(layerOf(each)).definitions) {
      if (!definitions.has(definition.name)) definitions.set(definition.name, definition);
    }
  }
  const all = [...definitions.values()];
  const module = { name: "facts", file: "facts.json", includes: [], definitions: all, freeForm: [] };
  return makeModel([module], all);
}

/** The layers in the order of precedence, if the last of `count` layers describes the version. */
function orderFor(count: number): readonly string[] {
  return [...versions.slice(0, count).toReversed(), ...versions.slice(count)];
}

/** Compares the first two numbers of versions: `9.2.1` is older than `10.0`. */
function isOlderOrSame(version: string, other: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [version, other].map((each) =>
    each.split(".").map(Number),
  ) as [number[], number[]];
  return major === otherMajor ? minor <= otherMinor : major < otherMajor;
}
