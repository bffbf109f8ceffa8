import { describe, expect, test } from "vitest";
import { readSchemaInfo } from "../../../generator/introspection/read-schema-info.js";
import { compareAnswer } from "../../../schema/print/compare/compare.js";
import type { Testimony } from "../../../schema/print/compare/facts.js";
import { source, wireAnswer, type WireEntry } from "../support.js";

const modules = new Set(source.monitor.modules.map(({ name }) => name));
const defines = ["CONFIG_NBD", "CONFIG_STATE"];

function compare(wire: readonly WireEntry[]): Testimony {
  return compareAnswer(source.monitor, readSchemaInfo(wire), modules);
}

type Entry = Record<string, unknown>;

/** An answer in which a test changes something. */
class Wire {
  readonly entries = structuredClone(wireAnswer(...defines)) as Entry[];

  named(name: string): Entry {
    return this.#find((entry) => entry["name"] === name);
  }

  /** The first entry that has the member: its own name is masked. */
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

describe("an answer that fits the schema", () => {
  test("contradicts it nowhere", () => {
    expect(compare(wireAnswer(...defines)).disagreements).toEqual([]);
    expect(compare(wireAnswer()).disagreements).toEqual([]);
  });

  test("shows what the build offers", () => {
    const names = [...compare(wireAnswer(...defines)).offered].map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["disk-add", "DiskNbd", "state", "off", "unstable", "NBD"]));
    expect(names).not.toContain("hot");
    expect(names).not.toContain("windows-only");
    expect(names).not.toContain("ErrorClass");
  });

  test("tells the truth of the conditions that it depends on", () => {
    expect(Object.fromEntries(compare(wireAnswer(...defines)).defines)).toEqual({
      CONFIG_HOT: false,
      CONFIG_NBD: true,
      CONFIG_NULL: false,
      CONFIG_STATE: true,
      CONFIG_WIN32: false,
    });
  });

  test("says nothing of modules that the binary was not built with", () => {
    const wire = wireAnswer(...defines).filter(({ name }) => name !== "query-things");
    const answer = readSchemaInfo(wire);
    expect(compareAnswer(source.monitor, answer, new Set(["block"])).disagreements).toEqual([]);
    expect(compareAnswer(source.monitor, answer, modules).disagreements).toEqual([
      expect.stringMatching(
        /^query-things: is missing, but the schema has it without condition \(.*machine\.json:/,
      ),
    ]);
  });
});

test.each<[string, (wire: Wire) => unknown, RegExp]>([
  [
    "a command that the schema does not know",
    (wire) => (wire.named("disk-add")["name"] = "disk-swap"),
    /^disk-swap: the schema has no such command$/,
  ],
  [
    "an event in the place of a command",
    (wire) => (wire.named("disk-reset")["meta-type"] = "event"),
    /^disk-reset: its kind is event, in the schema command$/,
  ],
  [
    "out-of-band execution",
    (wire) => delete wire.named("disk-add")["allow-oob"],
    /^disk-add: allow-oob is false, in the schema true$/,
  ],
  [
    "a command's feature",
    (wire) => (wire.named("query-things")["features"] = ["slow"]),
    /^query-things feature\.slow: the schema does not have it$/,
  ],
  [
    "optionality",
    (wire) => delete wire.member("wide")["default"],
    /^query-things\.wide: whether it is optional is false, in the schema true$/,
  ],
  [
    "a member's predefined type",
    (wire) => (wire.member("path")["type"] = "int"),
    /^DiskFile\.path: its type is int, in the schema str$/,
  ],
  [
    "a member's feature",
    (wire) => delete wire.member("x-raw")["features"],
    /^Disk\.x-raw feature\.unstable: is missing, but the schema has it without condition/,
  ],
  [
    "a member that the schema does not have",
    (wire) => listOf(wire.having("path")).push({ name: "new", type: "str" }),
    /^DiskFile\.new: the schema does not have it$/,
  ],
  [
    "an enumeration's value",
    (wire) => listOf(wire.having("none")).pop(),
    /^DiskKind\.NBD: is missing, but its condition says otherwise/,
  ],
  [
    "an array",
    (wire) => (wire.named("query-things")["ret-type"] = "str"),
    /^query-things: the schema has an array here$/,
  ],
  [
    "one masked name for two types",
    (wire) => (wire.named("disk-reset")["ret-type"] = wire.named("disk-add")["arg-type"]),
    /^disk-reset: is of type q_empty, but Disk stands there$/,
  ],
  [
    "a type that the answer does not have",
    (wire) => (wire.named("disk-add")["arg-type"] = "999"),
    /^disk-add: the answer has no type '999'$/,
  ],
  [
    "a discriminator",
    (wire) => delete wire.having("x-raw")["tag"],
    /^Disk: its discriminator is undefined, in the schema kind$/,
  ],
  [
    "a branch that no value selects",
    (wire) => (wire.variant("none")["case"] = "some"),
    /^Disk: no branch can be 'some'$/,
  ],
  [
    "a branch's type",
    (wire) => (wire.variant("NBD")["type"] = wire.variant("file")["type"]),
    /^Disk branch NBD: is of type DiskNbd, but DiskFile stands there$/,
  ],
  [
    "an alternative",
    (wire) => listOf(wire.alternate()).push({ type: "bool" }),
    /^ThingOrName: the schema has no alternative for boolean$/,
  ],
])("a contradiction is told: %s", (_, change, message) => {
  const wire = new Wire();
  change(wire);
  expect(compare(wire.entries).disagreements).toContainEqual(expect.stringMatching(message));
});
