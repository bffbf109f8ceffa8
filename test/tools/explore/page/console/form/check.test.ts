import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readObject } from "../../../../../../tools/arguments/read-value.js";
import { checkArguments } from "../../../../../../tools/explore/page/console/form/check.js";
import { formatPath } from "../../../../../../tools/explore/page/console/form/path.js";
import { propertyReader } from "../../../../../../tools/requests/device-properties.js";
import { UsageError } from "../../../../../../tools/tool-error.js";
import { damage, drawArguments } from "../../../support/arbitrary-arguments.js";
import { known, newest, type Known } from "../../../support/versions.js";

const open = new Map([["vectors", propertyReader("vectors", "uint32")]]);

/** The problems of a command's arguments, as `PATH: MESSAGE`. */
function problems(command: string, args: unknown, { schema }: Known = newest): string[] {
  const info = schema.commands.get(command);
  if (info === undefined) throw new Error(`no command ${command}`);
  return checkArguments(schema, schema.argumentsOf(info), args, open).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

describe("the problems of arguments", () => {
  test.each<[string, unknown, readonly (string | RegExp)[]]>([
    ["query-status", {}, []],
    ["query-status", { x: 1 }, [`x: there is no argument "x". Valid: vectors.`]],
    ["query-status", [], [": needs an object, not a list."]],
    ["job-cancel", {}, ["id: is missing."]],
    ["job-cancel", { id: 3 }, ["id: needs a string, not 3."]],
    ["balloon", { value: 9223372036854775807n }, []],
    ["balloon", { value: 2n ** 64n }, ["value: has more than 64 bits: 18446744073709551616."]],
    ["balloon", { value: "12a" }, ['value: needs an integer, not "12a".']],
    ["device_add", { driver: "e1000", vectors: 3 }, []],
    ["device_add", { driver: "e1000", vectors: "3" }, ['vectors: needs an integer, not "3".']],
    ["blockdev-add", { "node-name": "x" }, ["driver: is missing."]],
    ["blockdev-add", { driver: "qcow2", file: { driver: "file" } }, ["file.filename: is missing."]],
    // All problems, not only the first.
    [
      "blockdev-add",
      { driver: "qcow2", "read-only": "yes", file: { driver: "nul-co", x: 1 } },
      [
        'read-only: needs true or false, not "yes".',
        /^file\.driver: cannot be "nul-co" \(did you mean "null-co"\?\)/,
      ],
    ],
    [
      "blockdev-add",
      { driver: "raw", file: 3 },
      ["file: cannot be 3. It may be a value of: object, string."],
    ],
    [
      "blockdev-add",
      { driver: "null-co", "latency-n": 1 },
      [/^latency-n: there is no argument "latency-n" \(did you mean "latency-ns"\?\)/],
    ],
    [
      "transaction",
      {
        actions: [
          { type: "blockdev-add", data: {} },
          { type: "abort", data: {} },
        ],
      },
      [/^actions\.0\.type: cannot be "blockdev-add"/],
    ],
  ])("are found for %s %o", (command, args, expected) => {
    const found = problems(command, args).map((each) => each.replace("string, object", "object, string"));
    expect(found).toEqual(
      expected.map((each) => (typeof each === "string" ? each : (expect.stringMatching(each) as string))),
    );
  });

  test.each(known)("are none exactly if qmp exec accepts the arguments ($version)", (version) => {
    const { schema } = version;
    const commands = [...schema.commands.values()].filter(
      (command) => schema.argumentsOf(command).members.length > 0,
    );
    const seen = { valid: 0, invalid: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.boolean(), fc.gen(), (command, isDamaged, draw) => {
        const valid = drawArguments(schema, command.name, draw);
        const args = isDamaged ? damage(valid, draw) : valid;
        const found = problems(command.name, args, version);
        const isAccepted = accepts(() => readObject(schema, schema.argumentsOf(command), args, "", open));
        expect(found.length === 0, found.join("\n")).toBe(isAccepted);
        seen[isAccepted ? "valid" : "invalid"]++;
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(100);
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
