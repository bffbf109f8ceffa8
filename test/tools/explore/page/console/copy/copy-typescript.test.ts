import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  functionName,
  typescriptProgram,
  type BindingsModule,
} from "../../../../../../tools/explore/page/console/copy/copy-typescript.js";
import { typescriptLiteral } from "../../../../../../tools/explore/page/console/copy/typescript-literal.js";
import { stringifyExactly } from "../../../../../../tools/output/json.js";
import type { Version } from "../../../../../qemu/support/sources.js";
import { compile } from "../../../../../support/compile.js";
import { drawArguments, smallIntegers } from "../../../support/arbitrary-arguments.js";
import { known, newest, type Known } from "../../../support/versions.js";

const modules: Readonly<Record<Version, BindingsModule>> = {
  "7.2": "qapi-ts/qmp/7.2",
  "10.0": "qapi-ts/qmp/10.0",
  "11.1": "qapi-ts/qmp",
};

function program(
  command: string,
  args: Readonly<Record<string, unknown>>,
  { version, documentation, forms }: Known = newest,
  target = "/run/vm1.sock",
): string {
  const entry = documentation.definitions.get(command);
  return typescriptProgram(
    { command, arguments: args },
    {
      target,
      module: modules[version],
      isBound: entry !== undefined,
      returns: entry?.returns !== undefined,
      form: forms.build(command, args),
    },
  );
}

describe("a program", () => {
  test("connects, calls and prints", () => {
    expect(program("query-status", {})).toBe(`import { connect } from "qapi-ts";
import { qmp, queryStatus } from "qapi-ts/qmp";

await using session = await connect({ path: "/run/vm1.sock", protocol: qmp });
const result = await queryStatus(session);
console.log(result);
`);
  });

  test("breaks long arguments over lines, and keeps integers exact", () => {
    const args = {
      driver: "null-co",
      "node-name": "d0",
      size: 9223372036854775807n,
      "latency-ns": 5,
      "read-zeroes": true,
    };
    expect(program("blockdev-add", args)).toContain(`await blockdevAdd(session, {
  driver: "null-co",
  "node-name": "d0",
  size: 9223372036854775807n,
  "latency-ns": 5,
  "read-zeroes": true,
});`);
  });

  test("passes base64 as bytes", () => {
    const args = { "packet-header": "AAAA", secret: "////" };
    expect(program("sev-inject-launch-secret", args)).toContain(
      `"packet-header": Buffer.from("AAAA", "base64")`,
    );
  });

  test("calls a command that the bindings lack by its name", () => {
    const text = program("x-new", { a: [1n] });
    expect(text).toContain(`await session.call("x-new", { a: [1n] });`);
    expect(text).not.toContain("qapi-ts/qmp");
  });

  test("connects to each kind of target", () => {
    const targets = ["tcp:[::1]:4444", "tls:host:1", "ws://h:1/x", "vm1", "virsh:d"];
    const programs = targets.map((target, index) => [
      `target${index}.ts`,
      program("query-status", {}, newest, target),
    ]);
    expect(programs.map(([, text]) => text).join("\n")).toMatchSnapshot();
    expect(compile(Object.fromEntries(programs) as Record<string, string>)).toEqual([]);
  });
});

test.each(known)(
  "programs with any arguments type-check against the bindings ($version)",
  async (version) => {
    const { schema, documentation } = version;
    const bindings = (await import(modules[version.version])) as Readonly<Record<string, unknown>>;
    const commands = [...schema.commands.keys()].filter((name) => documentation.definitions.has(name));
    expect(commands.length).toBeGreaterThan(150);
    expect(commands.filter((name) => typeof bindings[functionName(name)] !== "function")).toEqual([]);
    const drawn = fc.sample(
      fc
        .gen()
        .map((draw) =>
          commands.map((name) =>
            program(name, drawArguments(schema, name, draw, { integers: smallIntegers }), version),
          ),
        ),
      2,
    );
    const programs = drawn.flat().map((text, index) => [`program${index}.ts`, text]);
    expect(compile(Object.fromEntries(programs) as Record<string, string>)).toEqual([]);
  },
);

test("the literal of every value evaluates to it", () => {
  const exact = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.bigInt(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.constantFrom(null, true, false),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "a-b", "x")), tie("value"), {
        maxKeys: 4,
      }),
    ),
  })).value;
  fc.assert(
    fc.property(exact, (value) => {
      const literal = typescriptLiteral(value);
      const read: unknown = runInThisContext(`(${literal})`);
      expect(stringifyExactly(read)).toBe(stringifyExactly(value));
    }),
  );
});
