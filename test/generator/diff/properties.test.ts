import fc from "fast-check";
import { expect, test } from "vitest";
import { diffInterfaces } from "../../../generator/diff/diff.js";
import { interfaceOfAnswer } from "../../../generator/diff/from-answer.js";
import { readSchemaInfo } from "../../../generator/introspection/schema-info.js";
import { bothDirections } from "./support.js";

type Entry = Readonly<Record<string, unknown>>;

const builtins: readonly Entry[] = [
  ["str", "string"],
  ["int", "int"],
  ["number", "number"],
  ["bool", "boolean"],
  ["null", "null"],
  ["any", "value"],
].map(([name, type]) => ({ name, "meta-type": "builtin", "json-type": type }));

const enums = ["E0", "E1"];
const objects = ["O0", "O1", "O2", "O3"];
const alternates = ["A0"];
const empty: Entry = { name: "none", "meta-type": "object", members: [] };

const features = fc.subarray(["deprecated", "unstable", "new"]);
const optional = <T>(value: T, isOptional: boolean): { default: T } | object =>
  isOptional ? { default: value } : {};
const plain = fc.constantFrom("str", "int", "number", "bool", "null", "any", ...enums, ...objects);
const type = fc.oneof(
  plain,
  fc.constantFrom(...alternates),
  plain.map((name) => `[${name}]`),
);
const arrays: readonly Entry[] = ["str", "int", "number", "bool", "null", "any", ...enums, ...objects].map(
  (name) => ({ name: `[${name}]`, "meta-type": "array", "element-type": name }),
);

const member = fc
  .record({ name: fc.constantFrom("a", "b", "c"), type, optional: fc.boolean(), features })
  .map(({ optional: isOptional, ...rest }) => ({ ...rest, ...optional(null, isOptional) }));
const members = fc.uniqueArray(member, { selector: ({ name }) => name });
const values = fc
  .uniqueArray(fc.record({ name: fc.constantFrom("x", "y", "z"), features }), {
    minLength: 1,
    selector: ({ name }) => name,
  })
  .map((items) => ({ members: items, values: items.map(({ name }) => name) }));

const enumEntry = (name: string): fc.Arbitrary<Entry> =>
  values.map((parts) => ({ name, "meta-type": "enum", ...parts }));
const structEntry = (name: string): fc.Arbitrary<Entry> =>
  fc.record({ members, features }).map((parts): Entry => ({ name, "meta-type": "object", ...parts }));
const variant = fc.record({
  case: fc.constantFrom("x", "y", "z"),
  type: fc.constantFrom("none", ...objects),
});
const unionEntry = (name: string): fc.Arbitrary<Entry> =>
  fc
    .record({ members, variants: fc.uniqueArray(variant, { selector: (each) => each.case }) })
    .map(({ members: common, variants }) => ({
      name,
      "meta-type": "object",
      tag: "tag",
      variants,
      members: [...common, { name: "tag", type: "E0" }],
    }));
const alternateEntry = (name: string): fc.Arbitrary<Entry> =>
  fc
    .record({
      string: fc.constantFrom("str", ...enums),
      number: fc.constantFrom("int", "number"),
      object: fc.constantFrom(...objects),
      list: fc.constantFrom("[str]", "[O0]"),
    })
    .chain((all) => fc.subarray(Object.values(all), { minLength: 1 }))
    .map((types): Entry => ({ name, "meta-type": "alternate", members: types.map((of) => ({ type: of })) }));

const object = fc.constantFrom("none", ...objects);
const command = (name: string): fc.Arbitrary<Entry> =>
  fc
    .record({ "arg-type": object, "ret-type": type, features, "allow-oob": fc.boolean() })
    .map((parts): Entry => ({ name, "meta-type": "command", ...parts }));
const event = (name: string): fc.Arbitrary<Entry> =>
  fc
    .record({ "arg-type": object, features })
    .map((parts): Entry => ({ name, "meta-type": "event", ...parts }));

/** Answers with few names, so that two of them share much, and with recursive types. */
const answer = fc
  .tuple(
    fc.tuple(...enums.map(enumEntry)),
    fc.tuple(...objects.map((name) => fc.oneof(structEntry(name), unionEntry(name)))),
    fc.tuple(...alternates.map(alternateEntry)),
    fc.tuple(...["first", "second", "third"].map(command)).chain((all) => fc.subarray(all)),
    fc.tuple(...["FIRST", "SECOND"].map(event)).chain((all) => fc.subarray(all)),
  )
  .map((parts): readonly Entry[] => [...parts.flat(), ...builtins, ...arrays, empty]);

const read = (entries: readonly Entry[]) => interfaceOfAnswer(readSchemaInfo(entries));

/** Renames all types and reverses the order of the entries. */
function renamed(entries: readonly Entry[]): Entry[] {
  const isMessage = (entry: Entry): boolean => /command|event/.test(String(entry["meta-type"]));
  const types = new Set(entries.filter((entry) => !isMessage(entry)).map(({ name }) => name));
  const hide = (key: string, value: unknown): unknown =>
    typeof value === "string" &&
    types.has(value) &&
    /^(name|type|.*-type)$/.test(key) &&
    !/^(meta|json)/.test(key)
      ? `hidden ${value}`
      : value;
  const text = JSON.stringify([...entries].reverse(), (key, value: unknown) => hide(key, value));
  return JSON.parse(text) as Entry[];
}

test("an interface equals itself with other type names", () => {
  fc.assert(
    fc.property(answer, (entries) => {
      expect(diffInterfaces(read(entries), read(entries))).toEqual([]);
      expect(diffInterfaces(read(entries), read(renamed(entries)))).toEqual([]);
    }),
  );
});

test("both directions report mirrored changes", () => {
  fc.assert(
    fc.property(answer, answer, (old, now) => {
      const { forward, mirrored } = bothDirections(read(old), read(now));
      expect(forward).toEqual(mirrored);
    }),
    { numRuns: 300 },
  );
});

test("type names and order do not affect the changes", () => {
  fc.assert(
    fc.property(answer, answer, (old, now) => {
      const found = diffInterfaces(read(old), read(now));
      expect(diffInterfaces(read(renamed(old)), read(renamed(now)))).toEqual(found);
    }),
  );
});

test("each change is reported once and has a use", () => {
  fc.assert(
    fc.property(answer, answer, (old, now) => {
      const changes = diffInterfaces(read(old), read(now));
      // A member and its type may have a feature of the same name at the same path.
      const others = changes.filter(({ kind }) => !/deprecated|feature/.test(kind));
      const keys = others.map(({ kind, path, old: before, new: after }) =>
        JSON.stringify([kind, path, before, after]),
      );
      expect(new Set(keys).size).toBe(keys.length);
      expect(changes.filter(({ uses }) => uses.length === 0)).toEqual([]);
    }),
  );
});
