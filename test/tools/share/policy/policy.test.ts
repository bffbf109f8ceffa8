import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effects } from "../../../../generated/qmp/effects.js";
import { createPolicy, type PolicyOptions } from "../../../../tools/share/policy/policy.js";
import { effectOf } from "../../../../tools/share/policy/effects.js";

/** A policy, the calls that it allows, and those that it refuses with the messages. */
interface Rules {
  readonly policy: PolicyOptions;
  readonly allowed: readonly (readonly [command: string, args?: object])[];
  readonly refused: readonly (readonly [command: string, args: object, message: string])[];
}

const folder = join(import.meta.dirname, "cases");
for (const file of readdirSync(folder)) {
  const { rules } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
    readonly rules: readonly Rules[];
  };
  describe.each(rules)(`the cases of ${file}: $policy`, ({ policy: options, allowed, refused }) => {
    const policy = createPolicy(options);
    const withoutRule = (message: string): string =>
      options.paths === undefined ? message : message.replace(/^refused by the rule "paths [^"]*": /, "");

    test.each(allowed.map(([command, args = {}]) => [command, args] as const))(
      "allows %s %j",
      (command, args) => {
        expect(policy.check(command, args)).toBeUndefined();
      },
    );

    test.each(refused)("refuses %s %j", (command, args, message) => {
      expect(withoutRule(policy.check(command, args)?.message ?? "not refused")).toBe(message);
    });
  });
}

test("every shipped command has the effect of its table", () => {
  for (const [command, { effect }] of Object.entries(effects)) {
    expect([effect, "destroy"]).toContain(effectOf(command));
  }
});

test("a folder that is not absolute, and an empty pattern, are errors", () => {
  expect(() => createPolicy({ paths: ["vms"] })).toThrow("the folder vms is not an absolute path");
  expect(() => createPolicy({ deny: [""] })).toThrow();
});

test("no arguments make a policy throw", () => {
  const policy = createPolicy({ effect: "destroy", paths: ["/no-such"] });
  const commands = Object.keys(effects);
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("/no-such/x", "json:{}", "file:/x", "json:[[", "exec:", ":", "json:null"),
  );
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.constant(null),
      fc.array(tie("value")),
      fc.dictionary(
        fc.constantFrom("file", "filename", "uri", "path", "data", "backend", "addr", "actions"),
        tie("value"),
      ),
    ),
  })).value;
  const args = fc.dictionary(
    fc.constantFrom("file", "filename", "uri", "path", "data", "backend", "actions"),
    value,
  );
  fc.assert(
    fc.property(fc.constantFrom(...commands), args, (command, given) => {
      policy.check(command, given);
    }),
  );
});

test("no path outside of the folder passes, wherever it is nested", () => {
  const policy = createPolicy({ effect: "destroy", paths: ["/no-such/vms"] });
  const outside = fc.constantFrom(
    "/etc/x",
    "/no-such/vms/../x",
    "file:/etc/x",
    'json:{"filename":"/x"}',
    "relative",
  );
  const nest = fc.array(fc.constantFrom("file", "backing", "data-file", "image", "children"), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(outside, nest, fc.boolean(), (filename, steps, inList) => {
      const node = { driver: "file", filename };
      const nested = steps.reduce<object>(
        (inner, step) => ({ driver: "raw", [step]: inList ? [inner] : inner }),
        node,
      );
      expect(policy.check("blockdev-add", nested)?.rule).toBe("paths /no-such/vms");
    }),
  );
});
