import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseOptions } from "../../../tools/arguments/parse-options.js";
import { readObject } from "../../../tools/arguments/read-value.js";
import { UsageError } from "../../../tools/failure.js";
import { schemaOf } from "../support/schema.js";

const schema = schemaOf("11.1");

/** The typed arguments of a command, from words or from JSON. */
function read(command: string, given: readonly string[] | object): unknown {
  const info = schema.commands.get(command);
  if (info === undefined) throw new Error(`no command ${command}`);
  const value = Array.isArray(given) ? parseOptions(given as string[]) : given;
  return readObject(schema, schema.argumentsOf(info), value, "");
}

describe("words are typed by the schema", () => {
  test.each<[string, string, object]>([
    [
      "blockdev-add",
      "--driver qcow2 --node-name d0 --file.driver file --file.filename /x",
      { driver: "qcow2", "node-name": "d0", file: { driver: "file", filename: "/x" } },
    ],
    [
      "blockdev-add",
      "--driver null-co --node-name 5 --size 0x10 --read-zeroes",
      { driver: "null-co", "node-name": "5", size: 16, "read-zeroes": true },
    ],
    [
      "blockdev-add",
      "--driver=null-co --read-zeroes=off --read-only on",
      { driver: "null-co", "read-zeroes": false, "read-only": true },
    ],
    // An alternate of a string and an object, and of a string and null.
    ["blockdev-add", "--driver raw --file d0", { driver: "raw", file: "d0" }],
    [
      "blockdev-add",
      "--driver qcow2 --file d0 --backing null",
      { driver: "qcow2", file: "d0", backing: null },
    ],
    [
      "blockdev-add",
      `--driver raw --file {"driver":"null-co"}`,
      { driver: "raw", file: { driver: "null-co" } },
    ],
    // Branches within branches.
    [
      "blockdev-add",
      "--driver nbd --server.type inet --server.host h --server.port 10809 --export e",
      { driver: "nbd", server: { type: "inet", host: "h", port: "10809" }, export: "e" },
    ],
    // Lists: of one, repeated, numbered, in JSON, of objects.
    [
      "blockdev-add",
      "--driver quorum --children a --children b --vote-threshold 2",
      { driver: "quorum", children: ["a", "b"], "vote-threshold": 2 },
    ],
    [
      "blockdev-add",
      "--driver quorum --children a --vote-threshold 1",
      { driver: "quorum", children: ["a"], "vote-threshold": 1 },
    ],
    [
      "blockdev-add",
      "--driver quorum --children.0 a --children.1.driver null-co --vote-threshold 2",
      { driver: "quorum", children: ["a", { driver: "null-co" }], "vote-threshold": 2 },
    ],
    [
      "blockdev-reopen",
      `--options [{"driver":"null-co","node-name":"d0"}]`,
      { options: [{ driver: "null-co", "node-name": "d0" }] },
    ],
    [
      "migrate-set-capabilities",
      "--capabilities.0.capability xbzrle --capabilities.0.state on",
      { capabilities: [{ capability: "xbzrle", state: true }] },
    ],
    // Exact integers of 64 bits, and negative ones.
    ["balloon", "--value 9223372036854775807", { value: 9223372036854775807n }],
    ["balloon", "--value 18446744073709551615", { value: 18446744073709551615n }],
    ["balloon", "--value -9223372036854775808", { value: -9223372036854775808n }],
    ["balloon", "--value 9007199254740991", { value: 9007199254740991 }],
    // Any type: JSON if it is valid, and a string otherwise.
    ["qom-set", "--path /x --property p --value 5", { path: "/x", property: "p", value: 5 }],
    ["qom-set", "--path /x --property p --value on", { path: "/x", property: "p", value: "on" }],
    ["qom-set", `--path /x --property p --value {"a":[1]}`, { path: "/x", property: "p", value: { a: [1] } }],
    ["query-status", "", {}],
  ])("%s %s", (command, words, expected) => {
    expect(read(command, words === "" ? [] : words.split(" "))).toEqual(expected);
  });

  test("a value may contain spaces and start with a dash", () => {
    expect(read("human-monitor-command", ["--command-line", "info block"])).toEqual({
      "command-line": "info block",
    });
    expect(read("human-monitor-command", ["--command-line=--x y"])).toEqual({ "command-line": "--x y" });
  });
});

describe("an error names the place and the valid names", () => {
  test.each<[string, string | object, string | RegExp]>([
    [
      "blockdev-add",
      "--drivr raw",
      /^there is no argument "drivr" \(did you mean "driver"\?\)\. Valid: .*driver/,
    ],
    ["blockdev-add", "--driver rw", /^"driver" cannot be "rw" \(did you mean "raw"\?\)\. Valid: blkdebug, /],
    ["blockdev-add", "--driver qcow2", '"file" is missing'],
    ["blockdev-add", "--driver raw --file.driver file", '"file" lacks "filename": add --file.filename.'],
    [
      "blockdev-add",
      "--driver raw --file.driver file --file.filenam x",
      /^"file" has no member "filenam" \(did you mean "filename"\?\)/,
    ],
    ["blockdev-add", "--driver null-co --size big", '"size" needs an integer, not "big".'],
    [
      "blockdev-add",
      "--driver null-co --read-zeroes maybe",
      '"read-zeroes" needs true or false, not "maybe".',
    ],
    [
      "blockdev-add",
      "--driver null-co --node-name a --node-name b",
      '"node-name" needs a string, not a list.',
    ],
    ["blockdev-add", "--driver null-co --node-name", '"node-name" needs a string, not nothing.'],
    ["balloon", "--value 18446744073709551616", '"value" has more than 64 bits: 18446744073709551616.'],
    ["balloon", "--value 1.5", '"value" needs an integer, not "1.5".'],
    ["balloon", {}, 'the argument "value" is missing: add --value.'],
    ["balloon", { value: "1" }, '"value" needs an integer, not "1".'],
    ["balloon", { value: 1, unit: "kB" }, 'there is no argument "unit". Valid: value.'],
    ["query-status", "--all", 'there is no argument "all". It takes none.'],
    ["query-status", "all", 'unexpected "all": write arguments as --NAME VALUE, or as one JSON object.'],
    [
      "blockdev-add",
      "--file x --file.driver raw",
      '--file.driver: "file" is given both as a value and as an object. Use one of them.',
    ],
    ["blockdev-add", { driver: "raw", file: 5 }, '"file" cannot be 5. It may be a value of: object, string.'],
    ["blockdev-reopen", { options: {} }, '"options" needs a list'],
    ["blockdev-reopen", { options: [{ driver: "rw" }] }, /^"options\.0\.driver" cannot be "rw"/],
  ])("%s %j", (command, given, message) => {
    const words = typeof given === "string" ? given.split(" ") : given;
    let thrown: unknown;
    try {
      read(command, words);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    const text = (thrown as Error).message;
    if (typeof message === "string") expect(text).toContain(message);
    else expect(text).toMatch(message);
  });
});

test("any words and any JSON are arguments or a usage error", () => {
  const commands = [...schema.commands.keys()];
  const name = fc.constantFrom(
    "driver",
    "file",
    "node-name",
    "0",
    "__proto__",
    "constructor",
    "value",
    "id",
    "a.b",
    "..",
    "",
  );
  const value = fc.constantFrom("raw", "qcow2", "5", "on", "null", "{", "[1]", '{"a":1}', "--", "");
  const word = fc.oneof(
    fc.tuple(name, value).map(([n, v]) => `--${n}=${v}`),
    name.map((n) => `--${n}`),
    value,
  );
  const given = fc.oneof(
    fc.array(word, { maxLength: 6 }),
    fc.dictionary(name, fc.jsonValue({ maxDepth: 3 })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...commands), given, (command, each) => {
      try {
        expect(typeof read(command, each)).toBe("object");
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(({} as Record<string, unknown>)["driver"]).toBeUndefined();
});
