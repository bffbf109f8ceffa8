import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { introspect } from "../../../../generator/introspection/introspect.js";
import { modelIn } from "../../diff/support.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runHere, type Outcome } from "../support.js";

const diff = (argv: readonly string[], colors = false): Promise<Outcome> =>
  runHere(["diff", ...argv], colors);

/** Two schemas with breaking and compatible differences. */
const old = `
{ 'command': 'resize', 'data': { 'size': 'int', '*force': 'bool' }, 'returns': 'State' }
{ 'command': 'x-try', 'features': [ 'unstable' ] }
{ 'struct': 'State', 'data': { 'now': 'int', 'text': 'str' } }
`;
const broken = `
{ 'command': 'resize', 'data': { 'size': 'int' }, 'returns': 'State' }
{ 'command': 'fresh' }
{ 'struct': 'State', 'data': { 'now': 'int', '*text': 'str' } }
`;
/** Compatible on the wire, but typed callers stop compiling. */
const retyped = old.replace("'text'", "'*text'");
const conditional = `
{ 'command': 'always' }
{ 'command': 'sometimes', 'if': 'CONFIG_SOME' }
`;

function files(more: Readonly<Record<string, string>> = {}) {
  const all = { "old.json": old, "broken.json": broken, "retyped.json": retyped, "if.json": conditional };
  const folder = temporaryFolder({ ...all, ...more });
  return (name: string): string => join(folder, name);
}

describe("text", () => {
  test("lists breaking changes first, with paths and totals", async () => {
    const path = files();
    expect(await diff([path("old.json"), path("broken.json")])).toEqual({
      status: 1,
      error: "",
      out: `Breaks clients (2)
  resize.arguments.force: optional argument removed: bool
  x-try: command removed (was unstable)

Breaks typed callers only (1)
  resize.returns.text: reply member changed from mandatory to optional

Compatible (1)
  fresh: command added

4 changes: 2 break clients, 3 stop typed callers from compiling.
`,
    });
  });

  test("reports that there are no differences", async () => {
    const path = files();
    const { status, out } = await diff([path("old.json"), path("old.json")]);
    expect([status, out]).toEqual([0, "No differences are visible to clients.\n"]);
  });

  test("is colored on a terminal or with --color always", async () => {
    const path = files();
    const sides = [path("old.json"), path("broken.json")];
    const isColored = async (argv: readonly string[], colors: boolean): Promise<boolean> =>
      (await diff([...sides, ...argv], colors)).out.includes("\u001b[");
    expect(await isColored([], true)).toBe(true);
    expect(await isColored([], false)).toBe(false);
    expect(await isColored(["--color", "always"], false)).toBe(true);
    expect(await isColored(["--color", "never"], true)).toBe(false);
    expect(await isColored(["--format", "markdown"], true)).toBe(false);
  });

  test("names some of many places", async () => {
    const users = (data: string) =>
      ["a", "b", "c", "d", "e"].map((name) => `{ 'command': '${name}', 'data': ${data} }`).join("\n");
    const shared = (members: string) =>
      `{ 'struct': 'Shared', 'data': { ${members} } }\n${users("'Shared'")}`;
    const path = files({ "one.json": shared("'x': 'int', 'y': 'int'"), "two.json": shared("'x': 'int'") });
    const { out } = await diff([path("one.json"), path("two.json")]);
    expect(out).toContain(
      "  a.arguments.y: mandatory argument removed: int\n" +
        "      also affects b.arguments, c.arguments, d.arguments and 1 more\n",
    );
  });
});

test("json contains every finding", async () => {
  const path = files();
  const { out } = await diff([path("old.json"), path("broken.json"), "--format", "json"]);
  expect(JSON.parse(out)).toMatchObject({
    old: path("old.json"),
    new: path("broken.json"),
    summary: { wire: 2, types: 3, all: 4 },
    findings: [
      { kind: "command-added", path: "fresh", wire: "compatible", types: "compatible" },
      { kind: "optional-member-removed", path: "resize.arguments.force", old: "bool", directions: ["sent"] },
      { kind: "became-optional", wire: "caution", types: "breaks", type: "State", uses: ["resize.returns"] },
      { kind: "command-removed", path: "x-try", unstable: true, deprecated: false },
    ],
  });
});

test("markdown has one list per group", async () => {
  const path = files();
  const { out } = await diff([path("old.json"), path("broken.json"), "--format", "markdown"]);
  expect(out).toContain(
    "\n## Breaks clients (2)\n\n- `resize.arguments.force`: optional argument removed: bool\n",
  );
  expect(out).toMatch(/^# `.*old\.json` → `.*broken\.json`\n\n4 changes: /);
});

test("escapes names from a server", async () => {
  const name = "evil\u001b[31m\n## `<b>*` \u202e|";
  const empty = { name: "0", "meta-type": "object", members: [] };
  const command = { name, "meta-type": "command", "arg-type": "0", "ret-type": "0" };
  const path = files({
    "none.json": JSON.stringify([empty]),
    "evil.json": JSON.stringify([empty, command, { ...command, name: "c", features: ["`<i>\n"] }]),
    "c.json": JSON.stringify([empty, { ...command, name: "c" }]),
  });
  for (const [format, from] of [
    ["text", "none.json"],
    ["markdown", "none.json"],
    ["markdown", "c.json"],
  ] as const) {
    const { out } = await diff([path(from), path("evil.json"), "--format", format]);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out).not.toMatch(/^## `</m);
    expect(out).not.toMatch(/[^\\]<i>/);
    if (format === "markdown" && from === "none.json")
      expect(out).toContain("- ``evil\\u001b[31m\\n## `<b>*");
  }
});

describe("the exit code", () => {
  test.each([
    [["retyped.json"], 0],
    [["retyped.json", "--breaking", "types"], 1],
    [["broken.json"], 1],
    [["broken.json", "--allow", "unstable"], 1],
    [["stable.json"], 1],
    [["stable.json", "--allow", "unstable"], 0],
    [["stable.json", "--allow", "deprecated"], 1],
    [["stable.json", "--allow", "deprecated", "--allow", "unstable", "--breaking", "types"], 0],
  ])("is for %j %i", async ([side = "", ...options], status) => {
    const path = files({ "stable.json": old.replace(/^.*x-try.*$/m, "") });
    expect((await diff([path("old.json"), path(side), ...options])).status).toBe(status);
  });
});

describe("either side", () => {
  test("may be a saved answer in any supported form", async () => {
    const path = files();
    const answer = JSON.parse(JSON.stringify(introspect(modelIn(path("old.json"))))) as unknown;
    const kept = files({
      "bare.json": JSON.stringify(answer),
      "reply.json": JSON.stringify({ return: answer, id: 1 }),
      "noted.json": JSON.stringify({ binary: "qemu", version: {}, schema: answer }),
    });
    for (const name of ["bare.json", "reply.json", "noted.json"]) {
      expect(await diff([kept(name), path("old.json")])).toMatchObject({ status: 0, error: "" });
      expect((await diff([path("old.json"), kept(name)])).out).toMatch(/^No difference/);
      expect((await diff([path("broken.json"), kept(name)])).status).toBe(1);
    }
  });

  test("is one build if conditions are named", async () => {
    const path = files({ "defines.txt": "# some\nCONFIG_SOME\n", "nothing.txt": "" });
    const sides = [path("if.json"), path("if.json")];
    const found = async (...options: readonly string[]): Promise<string> =>
      (await diff([...sides, ...options])).out
        .split("\n")
        .filter((line) => line.includes("sometimes"))
        .join();
    expect(await found()).toBe("");
    expect(await found("--define", "CONFIG_OTHER")).toBe("");
    expect(await found("-D", "CONFIG_OTHER", "--new-define", "CONFIG_SOME")).toContain("command added");
    expect(await found("--new-defines-file", path("nothing.txt"))).toContain("command removed");
    expect(await found("--old-defines-file", path("nothing.txt"))).toContain("command added");
    expect(await found("--defines-file", path("defines.txt"))).toBe("");
  });

  test("causes a warning for a named condition that no condition has", async () => {
    const path = files({ "defines.txt": "CONFIG_X\n" });
    const errorOf = async (...args: readonly string[]): Promise<string> => (await diff(args)).error;
    const sides = [path("if.json"), path("old.json")];
    const warning = (where: string): string =>
      `${where}: warning unknown-condition: no condition of the schema names "CONFIG_X"\n`;
    expect(await errorOf(...sides, "-D", "CONFIG_X")).toContain(warning(sides.join(", ")));
    expect(await errorOf(...sides, "--new-define", "CONFIG_X")).toContain(warning(sides[1] ?? ""));
    expect(await errorOf(...sides, "-D", "CONFIG_SOME", "--defines-file", path("defines.txt"))).toBe("");
  });

  test("causes a warning if it is a whole schema and the other is an answer", async () => {
    const path = files({ "answer.json": "[]" });
    const sides = [path("answer.json"), path("if.json")];
    expect((await diff(sides)).error).toContain("Name the conditions of its build with --new-defines-file.");
    expect((await diff([...sides, "--new-define", "CONFIG_SOME"])).error).toBe("");
    expect((await diff([path("if.json"), path("if.json")])).error).toBe("");
    expect((await diff([path("answer.json"), path("old.json")])).error).toBe("");
  });

  test("is reported if it is invalid", async () => {
    const type = { name: "c", "meta-type": "command", "arg-type": "7", "ret-type": "7" };
    const path = files({
      "bad.json": "{ 'command': 'c', 'data': 'Nowhere' }",
      "error.json": '{ "error": { "class": "GenericError" } }',
      "lost.json": JSON.stringify([type]),
      "loop.json": JSON.stringify([{ ...type }, { name: "7", "meta-type": "array", "element-type": "7" }]),
      "odd.json": JSON.stringify([type, { name: "7", "meta-type": "builtin", "json-type": "constructor" }]),
    });
    const errorOf = async (name: string): Promise<string> => {
      const { status, error, out } = await diff([path("old.json"), path(name)]);
      expect([status, out]).toEqual([1, ""]);
      return error;
    };
    expect(await errorOf("bad.json")).toMatch(
      /error unknown-type: [^]*cannot be compared until these errors are fixed/,
    );
    expect(await errorOf("error.json")).toContain(
      "is not an answer to query-qmp-schema: it is an error reply",
    );
    expect(await errorOf("lost.json")).toContain('refers to type "7" but does not contain it');
    expect(await errorOf("loop.json")).toContain('Array type "7" in the answer contains itself');
    expect(await errorOf("odd.json")).toContain('unknown JSON type "constructor"');
  });
});

test("exits with 1 if a source cannot be read", async () => {
  const path = files({});
  const missing = path("nowhere.json");
  for (const [source, reason] of [
    [missing, "ENOENT: no such file or directory"],
    ["/tmp", "it is a folder"],
  ] as const) {
    const { status, out, error } = await diff([path("old.json"), source]);
    expect([status, out, error]).toEqual([
      1,
      "",
      `qapi-ts: cannot read ${JSON.stringify(source)}: ${reason}\n`,
    ]);
  }
});

test.each([
  [[], "missing required argument 'old'"],
  [["old.json"], "missing required argument 'new'"],
  [["old.json", "old.json", "old.json"], "too many arguments for 'diff'"],
  [["old.json", "nowhere"], '"nowhere" is not a schema file'],
  [["old.json", "old.json", "--format", "html"], "Allowed choices are text, json, markdown."],
  [["old.json", "old.json", "--color", "red"], "Allowed choices are auto, always, never."],
  [["old.json", "old.json", "--breaking", "all"], "Allowed choices are wire, types."],
  [["old.json", "old.json", "--allow", "everything"], "Allowed choices are unstable, deprecated."],
  [["old.json", "answer.json", "--new-define", "X"], "--new-define requires a schema"],
  [["answer.json", "answer.json", "--define", "X"], "neither OLD nor NEW is a schema"],
])("rejects %j", async (argv, message) => {
  const path = files({ "answer.json": "[]" });
  const { status, out, error } = await diff(argv.map((each) => (each.endsWith(".json") ? path(each) : each)));
  expect([status, out]).toEqual([2, ""]);
  expect(error.replaceAll("\\", "")).toContain(message);
});
