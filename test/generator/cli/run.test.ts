import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "./support.js";

const commands = [
  "init",
  "generate",
  "check",
  "introspect",
  "diff",
  "import",
  "export",
  "devices",
  "validate",
  "completion",
];

describe("help", () => {
  test("lists every command on standard output", async () => {
    const { status, out, error } = await runHere(["--help"]);
    expect([status, error]).toEqual([0, ""]);
    for (const name of commands) expect(out).toMatch(new RegExp(`^ {2}${name} `, "m"));
  });

  test("lists the commands that the package's README lists", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../../generator/README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(commands.toSorted());
  });

  test.each(commands)("describes the arguments and exit codes of %s", async (name) => {
    const { status, out, error } = await runHere([name, "--help"]);
    expect([status, error]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Usage: qapi-ts ${name} `));
    if (name !== "completion") expect(out).toMatch(/^Exit codes: 0 /m);
    expect(await runHere(["help", name])).toMatchObject({ status: 0, out });
  });

  test("has lines of at most 80 columns apart from the exit codes", async () => {
    for (const name of commands) {
      const { out } = await runHere([name, "--help"]);
      const lines = out.split("\n").filter((line) => !line.startsWith("Exit codes"));
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});

test("prints the version of the package", async () => {
  const { status, out } = await runHere(["--version"]);
  expect(status).toBe(0);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe("an invalid command line", () => {
  test.each([
    [[], "Missing command."],
    [["generat"], "unknown command 'generat'\n(Did you mean generate?)"],
    [["help", "generat"], "unknown command 'generat'\n(Did you mean generate?)"],
    [["help", "nothing"], "unknown command 'nothing'"],
    [["nonsense", "--help"], "unknown command 'nonsense'"],
    [["generat", "x", "-h"], "unknown command 'generat'\n(Did you mean generate?)"],
    [["import", "nofile", "--out", "x"], '"nofile" is not a saved answer, an address'],
    [["\u001b[31m"], "unknown command '\\u001b[31m'"],
    [["generate"], "Missing schema. Name its file, or a config with --config."],
    [["generate", "a.json"], "Missing --out. Name the output folder."],
    [
      ["generate", "a.json", "b.json", "--out", "x"],
      "too many arguments for 'generate'. Expected 1 argument but got 2.",
    ],
    [["generate", "a.json", "--out"], "option '-o, --out <dir>' argument missing"],
    [["generate", "a.json", "--out", "x", "--name", "qmp"], "'qmp' is invalid. Use PascalCase, as in Qmp."],
    [["generate", "a.json", "--out", "x", "--runtime", 'a";'], "Use a module specifier."],
    [["generate", "a.json", "--out", "x", "--reference", "*/"], "Use an http or https URL."],
    [["generate", "a.json", "--out", "x", "--import-extension", "mjs"], "Allowed choices are js, ts, none."],
    [
      ["generate", "--config", "c", "--out", "x"],
      "'-c, --config <file>' cannot be used with option '-o, --out <dir>'",
    ],
    [["generate", "--config", "c", "--validators"], "cannot be used with option '--validators'"],
    [["generate", "--config", "c", "a.json"], "--config cannot be used with a schema. Remove one of them."],
    [
      ["generate", "--config", "c", "--check", "--watch"],
      "'--check' cannot be used with option '-w, --watch'",
    ],
    [["generate", "--chek"], "unknown option '--chek'\n(Did you mean --check?)"],
    [["generate", "a.json", "--out", ""], "The value of option '-o, --out <dir>' is empty."],
    [["generate", "--config", ""], "The value of option '-c, --config <file>' is empty."],
    [["diff", "a.json", "b.json", "--defines-file", ""], "'--defines-file <file>' is empty."],
    [["introspect", "a.json", "-D", "not ( valid"], "'not ( valid' is invalid. Use the name of a condition"],
    [["diff", "a.json", "b.json", "--new-define", "A B"], "Use the name of a condition, as in CONFIG_LINUX."],
    [["init", ""], "An argument is empty."],
    [["devices", "nope"], '"nope" is not a binary. Devices are queried from a binary'],
    [["check"], "missing required argument 'schema'"],
    [["check", "a.json", "--format", "xml"], "Allowed choices are text, json."],
    [["completion"], "missing required argument 'shell'"],
    [["completion", "tcsh"], "Allowed choices are bash, fish, zsh."],
  ])("%j is rejected with exit code 2", async (args, message) => {
    const { status, out, error } = await runHere(args);
    expect([status, out]).toEqual([2, ""]);
    expect(error).toContain(message);
    expect(error).toMatch(/^qapi-ts: /);
    expect(error).not.toContain("\u001b");
  });

  test("is followed by the command that prints the fitting help", async () => {
    expect((await runHere([])).error).toMatch(/\nRun `qapi-ts --help` for the list of commands\.\n$/);
    expect((await runHere(["check"])).error).toMatch(/\nRun `qapi-ts check --help` for its options\.\n$/);
  });

  test("includes help for an unknown command", async () => {
    expect(await runHere(["help", "generat"])).toMatchObject({ status: 2, out: "" });
  });
});
