import { spawnSync } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";

// The command line as users have it: compiled, in a process of its own.
const main = join(import.meta.dirname, "../../../generator/dist/cli/main.js");

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

function qapiTs(cwd: string, ...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: "utf8" });
  return { status, out: stdout, error: stderr };
}

const schema = {
  "s.json": "{ 'include': 'a.json' }\n{ 'include': 'b.json' }\n",
  "a.json": "{ 'struct': 'First', 'data': { 'x': 'int' } }\n",
  "b.json":
    "{ 'command': 'go', 'returns': 'First' }\n{ 'struct': 'Extra', 'if': 'CONFIG_EXTRA', 'data': {} }\n",
};

const generate = (cwd: string, ...more: readonly string[]): Outcome =>
  qapiTs(cwd, "generate", "s.json", "--out", "out", ...more);

/** Every file's text and the time at which it was written, which is set to long ago. */
function age(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    utimesSync(join(folder, path), 1, 1);
}

const isOld = (path: string): boolean => statSync(path).mtimeMs === 1000;

describe("generate", () => {
  test("writes bindings, and says how many", () => {
    const cwd = temporaryFolder(schema);
    expect(generate(cwd)).toEqual({ status: 0, out: "out: 7 written, 0 removed, 0 unchanged\n", error: "" });
    expect(readFileSync(join(cwd, "out/a/types.ts"), "utf8")).toContain("export interface First {");
    expect(generate(cwd, "--quiet")).toEqual({ status: 0, out: "", error: "" });
  });

  test("does not touch what did not change, whether it remembers the last run or not", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    age(join(cwd, "out"));
    expect(generate(cwd).out).toBe("out: 0 written, 0 removed, 7 unchanged\n");
    expect(isOld(join(cwd, "out/.qapi-ts-cache.json"))).toBe(true);
    rmSync(join(cwd, "out/.qapi-ts-cache.json"));
    expect(generate(cwd).out).toBe("out: 0 written, 0 removed, 7 unchanged\n");
    expect(isOld(join(cwd, "out/a/types.ts"))).toBe(true);
  });

  test("writes the files of a module that changed, and of no other", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    age(join(cwd, "out"));
    writeFileSync(join(cwd, "a.json"), "{ 'struct': 'First', 'data': { 'y': 'int' } }\n");
    expect(generate(cwd).out).toBe("out: 1 written, 0 removed, 6 unchanged\n");
    expect(isOld(join(cwd, "out/a/types.ts"))).toBe(false);
    expect(isOld(join(cwd, "out/b/commands.ts"))).toBe(true);
  });

  test("makes the same from memory as without", () => {
    const [warm, cold] = [temporaryFolder(schema), temporaryFolder(schema)];
    generate(warm);
    for (const cwd of [warm, cold]) {
      writeFileSync(
        join(cwd, "a.json"),
        "{ 'union': 'First', 'base': { 'k': 'Kind' }, 'discriminator': 'k', 'data': { 'a': 'Empty' } }\n{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }\n{ 'struct': 'Empty', 'data': {} }\n",
      );
      expect(generate(cwd).status).toBe(0);
    }
    const texts = (cwd: string): unknown =>
      readdirSync(join(cwd, "out"), { recursive: true, encoding: "utf8" })
        .sort()
        .map((path) => [
          path,
          statSync(join(cwd, "out", path)).isFile() && readFileSync(join(cwd, "out", path), "utf8"),
        ]);
    expect(texts(warm)).toEqual(texts(cold));
  });

  test("mends a file that was edited", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const file = join(cwd, "out/a/types.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}// edited\n`);
    expect(generate(cwd).out).toBe("out: 1 written, 0 removed, 6 unchanged\n");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("removes what no longer belongs, but only what it made", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    writeFileSync(join(cwd, "out/b/own.ts"), "// mine\n");
    writeFileSync(join(cwd, "s.json"), "{ 'include': 'a.json' }\n");
    expect(generate(cwd).out).toBe("out: 2 written, 3 removed, 2 unchanged\n");
    expect(readdirSync(join(cwd, "out/b"))).toEqual(["own.ts"]);
    rmSync(join(cwd, "out/b"), { recursive: true });
    writeFileSync(join(cwd, "s.json"), "{ 'command': 'only' }\n");
    generate(cwd);
    expect(existsSync(join(cwd, "out/a"))).toBe(false);
  });

  test("does not write over what it did not make, nor through a link", () => {
    const cwd = temporaryFolder({ ...schema, "out/index.ts": "// mine\n", "elsewhere/x.txt": "" });
    symlinkSync(join(cwd, "elsewhere"), join(cwd, "out/a"));
    const { status, error } = generate(cwd);
    expect(status).toBe(1);
    expect(error).toBe(
      ["out/index.ts", "out/a"]
        .map((path) => `${path}: is in the way and was not generated: move it, or choose another folder\n`)
        .join(""),
    );
    expect(readdirSync(join(cwd, "elsewhere"))).toEqual(["x.txt"]);
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["a", "index.ts"]);
  });

  test("prunes by conditions", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const types = join(cwd, "out/b/types.ts");
    expect(readFileSync(types, "utf8")).toContain(
      "/** Only where `CONFIG_EXTRA`. */\nexport interface Extra {}",
    );
    generate(cwd, "--define", "CONFIG_EXTRA");
    expect(readFileSync(types, "utf8")).not.toContain("Only where");
    generate(cwd, "--define", "CONFIG_OTHER");
    expect(readFileSync(types, "utf8")).not.toContain("interface Extra ");
  });

  test("tells what is wrong with a schema, and touches nothing", () => {
    const cwd = temporaryFolder({ ...schema, "b.json": "{ 'command': 'go',\n  'returns': 'Nowhere' }\n" });
    const { status, out, error } = generate(cwd);
    expect([status, out]).toEqual([1, ""]);
    expect(error).toMatch(/^b\.json:2:14: error unknown-type: .*Nowhere/);
    expect(error).toContain("included from s.json:2:1");
    expect(existsSync(join(cwd, "out"))).toBe(false);
  });

  test("tells warnings each time, and not when it is to be quiet", () => {
    const cwd = temporaryFolder({ "s.json": "{ 'command': 'delete' }\n" });
    for (const run of [1, 2])
      expect([run, generate(cwd).error]).toEqual([run, expect.stringContaining("deleteCommand")]);
    expect(generate(cwd, "--quiet").error).toBe("");
  });
});

describe("generate --check", () => {
  test("is content with what was generated", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    expect(generate(cwd, "--check")).toEqual({ status: 0, out: "", error: "" });
  });

  test("names what is missing, out of date and superfluous, and writes nothing", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const edited = join(cwd, "out/a/types.ts");
    const text = `${readFileSync(edited, "utf8")}// edited\n`;
    writeFileSync(edited, text);
    writeFileSync(join(cwd, "out/old.ts"), text);
    rmSync(join(cwd, "out/index.ts"));
    age(join(cwd, "out"));
    const { status, error } = generate(cwd, "--check");
    expect(status).toBe(1);
    expect(error).toBe(
      "out/index.ts: is missing\nout/a/types.ts: is out of date\nout/old.ts: is superfluous\n",
    );
    expect(readFileSync(edited, "utf8")).toBe(text);
    expect(isOld(join(cwd, "out/.qapi-ts-cache.json"))).toBe(true);
  });

  test("trusts nothing that the last run remembered", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const file = join(cwd, "out/a/types.ts");
    const cache = join(cwd, "out/.qapi-ts-cache.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("x: Int64", "x: string"));
    const before = readFileSync(cache, "utf8");
    expect(generate(cwd, "--check").error).toBe("out/a/types.ts: is out of date\n");
    expect(readFileSync(cache, "utf8")).toBe(before);
  });
});

describe("a configuration", () => {
  test("makes all its targets", () => {
    const config = { targets: ["one", "two"].map((out) => ({ schema: "s.json", out, runtime: "../rt.js" })) };
    const cwd = temporaryFolder({
      ...schema,
      "conf/c.json": JSON.stringify(config),
      "conf/s.json": "{ 'command': 'go' }",
    });
    const { status, out } = qapiTs(cwd, "generate", "--config", "conf/c.json");
    expect(status).toBe(0);
    expect(out.match(/5 written/g)).toHaveLength(2);
    expect(readFileSync(join(cwd, "conf/two/s/commands.ts"), "utf8")).toContain('from "../../rt.js";');
  });

  test("is told what is wrong with it", () => {
    const cwd = temporaryFolder({ "c.json": '{ "targets": 1 }\n' });
    const { status, error } = qapiTs(cwd, "generate", "--config", "c.json");
    expect(status).toBe(1);
    expect(error).toMatch(/^c\.json:1:14: error config-shape: /);
  });
});
