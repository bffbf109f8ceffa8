import { describe, expect, test } from "vitest";
import { readSchemaInfo } from "../../../generator/introspection/schema-info.js";
import { compareAnswer } from "../../../schema/print/compare/compare.js";
import type { AnswerComparison } from "../../../schema/print/compare/observations.js";
import { source, wireAnswer, type WireEntry } from "../support.js";

const modules = new Set(source.monitor.modules.map(({ name }) => name));
const defines = ["CONFIG_NBD", "CONFIG_STATE"];

function compare(wire: readonly WireEntry[]): AnswerComparison {
  return compareAnswer(source.monitor, readSchemaInfo(wire), modules);
}

type Entry = Record<string, unknown>;

/** An answer that a test modifies. */
class MutableAnswer {
  readonly entries = structuredClone(wireAnswer(...defines)) as Entry[];

  named(name: string): Entry {
    return this.#find((entry) => entry["name"] === name);
  }

  /** Returns the first entry with a member: the names of types are masked. */
  having(member: string): Entry {
    return this.#find((entry) => listOf(entry).some(({ name }) => name === member));
  }

  member(name: string): Entry {
    return listOf(this.having(name)).find((member) => member["name"] === name) ?? {};
  }

  variant(value: string): Entry {
    const union = this.#find((entry) => entry["variants"] !== undefined);
    return listOf(union, "variants").find((variant) => variant["case"] === value) ?? {};
  }

  alternate(): Entry {
    return this.#find((entry) => entry["meta-type"] === "alternate");
  }

  #find(matches: (entry: Entry) => boolean): Entry {
    const found = this.entries.find(matches);
    if (!found) throw new Error("the answer has no such entry");
    return found;
  }
}

const listOf = (entry: Entry, key = "members"): Entry[] => (entry[key] ?? []) as Entry[];

describe("an answer that agrees with the schema", () => {
  test("has no contradictions", () => {
    expect(compare(wireAnswer(...defines)).contradictions).toEqual([]);
    expect(compare(wireAnswer()).contradictions).toEqual([]);
  });

  test("yields the facts that the build reports", () => {
    const names = [...compare(wireAnswer(...defines)).facts].map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["disk-add", "DiskNbd", "state", "off", "unstable", "NBD"]));
    expect(names).not.toContain("hot");
    expect(names).not.toContain("windows-only");
    expect(names).not.toContain("ErrorClass");
  });

  test("yields the values of the conditions", () => {
    expect(Object.fromEntries(compare(wireAnswer(...defines)).defines)).toEqual({
      CONFIG_HOT: false,
      CONFIG_NBD: true,
      CONFIG_NULL: false,
      CONFIG_STATE: true,
      CONFIG_WIN32: false,
    });
  });

  test("ignores modules that the binary was built without", () => {
    const wire = wireAnswer(...defines).filter(({ name }) => name !== "query-things");
    const answer = readSchemaInfo(wire);
    expect(compareAnswer(source.monitor, answer, new Set(["block"])).contradictions).toEqual([]);
    expect(compareAnswer(source.monitor, answer, modules).contradictions).toEqual([
      expect.stringMatching(
        /^query-things: is missing, but it is unconditional in the schema \(.*machine\.json:/,
      ),
    ]);
  });
});

test.each<[string, (wire: MutableAnswer) => unknown, RegExp]>([
  [
    "a command that is not in the schema",
    (wire) => (wire.named("disk-add")["name"] = "disk-swap"),
    /^disk-swap: the schema has no such command$/,
  ],
  [
    "an event instead of a command",
    (wire) => (wire.named("disk-reset")["meta-type"] = "event"),
    /^disk-reset: meta-type is event in the answer, but command in the schema$/,
  ],
  [
    "out-of-band execution",
    (wire) => delete wire.named("disk-add")["allow-oob"],
    /^disk-add: allow-oob is false in the answer, but true in the schema$/,
  ],
  [
    "a command's feature",
    (wire) => (wire.named("query-things")["features"] = ["slow"]),
    /^query-things feature\.slow: not in the schema$/,
  ],
  [
    "optionality",
    (wire) => delete wire.member("wide")["default"],
    /^query-things\.wide: optionality is false in the answer, but true in the schema$/,
  ],
  [
    "a member's predefined type",
    (wire) => (wire.member("path")["type"] = "int"),
    /^DiskFile\.path: type is int in the answer, but str in the schema$/,
  ],
  [
    "a member's feature",
    (wire) => delete wire.member("x-raw")["features"],
    /^Disk\.x-raw feature\.unstable: is missing, but it is unconditional in the schema/,
  ],
  [
    "a member that is not in the schema",
    (wire) => listOf(wire.having("path")).push({ name: "new", type: "str" }),
    /^DiskFile\.new: not in the schema$/,
  ],
  [
    "an enumeration's value",
    (wire) => listOf(wire.having("none")).pop(),
    /^DiskKind\.NBD: is missing, but its condition requires the opposite/,
  ],
  [
    "an array",
    (wire) => (wire.named("query-things")["ret-type"] = "str"),
    /^query-things: is an array in the schema, but not in the answer$/,
  ],
  [
    "one masked name for two types",
    (wire) => (wire.named("disk-reset")["ret-type"] = wire.named("disk-add")["arg-type"]),
    /^disk-reset: has type q_empty in the schema, but Disk in the answer$/,
  ],
  [
    "a type that is not in the answer",
    (wire) => (wire.named("disk-add")["arg-type"] = "999"),
    /^disk-add: the answer has no type '999'$/,
  ],
  [
    "a discriminator",
    (wire) => delete wire.having("x-raw")["tag"],
    /^Disk: discriminator is undefined in the answer, but kind in the schema$/,
  ],
  [
    "a branch for an unknown value",
    (wire) => (wire.variant("none")["case"] = "some"),
    /^Disk: the discriminator has no value 'some'$/,
  ],
  [
    "a branch's type",
    (wire) => (wire.variant("NBD")["type"] = wire.variant("file")["type"]),
    /^Disk branch NBD: has type DiskNbd in the schema, but DiskFile in the answer$/,
  ],
  [
    "an alternative",
    (wire) => listOf(wire.alternate()).push({ type: "bool" }),
    /^ThingOrName: the schema has no alternative of JSON type boolean$/,
  ],
])("reports a contradiction in %s", (_, change, message) => {
  const wire = new MutableAnswer();
  change(wire);
  expect(compare(wire.entries).contradictions).toContainEqual(expect.stringMatching(message));
});
