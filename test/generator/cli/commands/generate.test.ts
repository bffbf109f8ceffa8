import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
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
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runCompiled, type Outcome } from "../support.js";

function qapiTs(cwd: string, ...args: readonly string[]): Outcome {
  return runCompiled(cwd, args);
}

const schema = {
  "package.json": "{}",
  "node_modules/x.txt": "",
  "s.json": "{ 'include': 'a.json' }\n{ 'include': 'b.json' }\n",
  "a.json": "{ 'struct': 'First', 'data': { 'x': 'int' } }\n",
  "b.json":
    "{ 'command': 'go', 'returns': 'First' }\n{ 'struct': 'Extra', 'if': 'CONFIG_EXTRA', 'data': {} }\n",
};

const generate = (cwd: string, ...more: readonly string[]): Outcome =>
  qapiTs(cwd, "generate", "s.json", "--out", "out", ...more);

/** Sets the modification times of all files to 1970. */
function age(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    utimesSync(join(folder, path), 1, 1);
}

const isOld = (path: string): boolean => statSync(path).mtimeMs === 1000;

describe("generate", () => {
  test("writes bindings and prints how many files it wrote", () => {
    const cwd = temporaryFolder(schema);
    expect(generate(cwd)).toEqual({ status: 0, out: "out: 7 written, 0 removed, 0 unchanged\n", error: "" });
    expect(readFileSync(join(cwd, "out/a/types.ts"), "utf8")).toContain("export interface First {");
    expect(generate(cwd, "--quiet")).toEqual({ status: 0, out: "", error: "" });
  });

  test("checks unchanged files again if another file changes the language of the schema", () => {
    const former = { ...schema, "a.json": "{ 'type': 'First', 'data': { 'x': 'int' } }\n" };
    const cwd = temporaryFolder(former);
    expect(generate(cwd).status).toBe(0);
    const today = "{ 'event': 'TODAY', 'if': { 'not': 'CONFIG_A' } }\n";
    writeFileSync(join(cwd, "b.json"), former["b.json"] + today);
    const { status, error } = generate(cwd);
    expect([status, /[a-z.]+:\d+:\d+: error [a-z-]+/.exec(error)?.[0]]).toEqual([
      1,
      "a.json:1:3: error no-kind",
    ]);
  });

  test("does not touch unchanged files, with or without the cache of the last run", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    age(join(cwd, "out"));
    expect(generate(cwd).out).toBe("out: 0 written, 0 removed, 7 unchanged\n");
    expect(readdirSync(join(cwd, "node_modules/.cache/qapi-ts"))).toHaveLength(1);
    rmSync(join(cwd, "node_modules/.cache"), { recursive: true });
    expect(generate(cwd).out).toBe("out: 0 written, 0 removed, 7 unchanged\n");
    expect(isOld(join(cwd, "out/a/types.ts"))).toBe(true);
  });

  test("writes only the files of the changed module", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    age(join(cwd, "out"));
    writeFileSync(join(cwd, "a.json"), "{ 'struct': 'First', 'data': { 'y': 'int' } }\n");
    expect(generate(cwd).out).toBe("out: 1 written, 0 removed, 6 unchanged\n");
    expect(isOld(join(cwd, "out/a/types.ts"))).toBe(false);
    expect(isOld(join(cwd, "out/b/commands.ts"))).toBe(true);
  });

  test("generates the same files with and without the cache", () => {
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

  test("restores a file that was edited", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const file = join(cwd, "out/a/types.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}// edited\n`);
    expect(generate(cwd).out).toBe("out: 1 written, 0 removed, 6 unchanged\n");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("removes only generated files that are no longer needed", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    writeFileSync(join(cwd, "out/b/own.ts"), "// mine\n");
    writeFileSync(join(cwd, "s.json"), "{ 'include': 'a.json' }\n");
    expect(generate(cwd).out).toBe("out: 3 written, 5 removed, 0 unchanged\n");
    expect(readdirSync(join(cwd, "out/b"))).toEqual(["own.ts"]);
    rmSync(join(cwd, "out/b"), { recursive: true });
    writeFileSync(join(cwd, "s.json"), "{ 'command': 'only' }\n");
    generate(cwd);
    expect(existsSync(join(cwd, "out/a"))).toBe(false);
  });

  test("does not overwrite files that it did not generate, nor follow symbolic links", () => {
    const cwd = temporaryFolder({ ...schema, "out/index.ts": "// mine\n", "elsewhere/x.txt": "" });
    symlinkSync(join(cwd, "elsewhere"), join(cwd, "out/a"));
    const { status, error } = generate(cwd);
    expect(status).toBe(1);
    expect(error).toBe(
      ["out/index.ts", "out/a"]
        .map((path) => `${path}: exists and was not generated. Move it or choose another folder.\n`)
        .join(""),
    );
    expect(readdirSync(join(cwd, "elsewhere"))).toEqual(["x.txt"]);
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["a", "index.ts"]);
  });

  test.each<[string, (out: string, elsewhere: string) => void]>([
    [
      "a symbolic link to a file",
      (out, elsewhere) => {
        symlinkSync(join(elsewhere, "x.txt"), join(out, "index.ts"));
      },
    ],
    [
      "a dangling symbolic link",
      (out, elsewhere) => {
        symlinkSync(join(elsewhere, "y.txt"), join(out, "protocol.ts"));
      },
    ],
    [
      "a symbolic link to a folder",
      (out, elsewhere) => {
        symlinkSync(elsewhere, join(out, "b"));
      },
    ],
    [
      "a link to the own folder",
      (out) => {
        symlinkSync(".", join(out, "a"));
      },
    ],
    [
      "a folder",
      (out) => {
        mkdirSync(join(out, "index.ts"));
      },
    ],
    [
      "a file",
      (out) => {
        writeFileSync(join(out, "a"), "");
      },
    ],
    [
      "a pipe",
      (out) => {
        execFileSync("mkfifo", [join(out, "index.ts")]);
      },
    ],
  ])("writes nothing if %s is in the way", (_, obstruct) => {
    const cwd = temporaryFolder({ ...schema, "elsewhere/x.txt": "mine", "out/own.txt": "" });
    obstruct(join(cwd, "out"), join(cwd, "elsewhere"));
    const before = readdirSync(join(cwd, "out"));
    const { status, error } = generate(cwd);
    expect([status, error]).toEqual([1, expect.stringContaining("exists and was not generated")]);
    expect(readdirSync(join(cwd, "elsewhere"))).toEqual(["x.txt"]);
    expect(readFileSync(join(cwd, "elsewhere/x.txt"), "utf8")).toBe("mine");
    expect(readdirSync(join(cwd, "out"))).toEqual(before);
  });

  test("writes to the folder that --out links to, and shares its cache", () => {
    const cwd = temporaryFolder({ ...schema, "real/x.txt": "" });
    symlinkSync("real", join(cwd, "out"));
    expect(generate(cwd).out).toBe("out: 7 written, 0 removed, 0 unchanged\n");
    expect(generate(cwd, "--out", "real").out).toBe("real: 0 written, 0 removed, 7 unchanged\n");
    expect(readdirSync(join(cwd, "node_modules/.cache/qapi-ts"))).toHaveLength(1);
  });

  test("keeps the output of another target in a folder below, and in the same folder", () => {
    const cwd = temporaryFolder({
      ...schema,
      "t.json": "{ 'include': 'c.json' }\n{ 'include': 'd.json' }\n",
      "c.json": "{ 'command': 'c' }\n",
      "d.json": "{ 'command': 'd' }\n",
    });
    qapiTs(cwd, "generate", "t.json", "--out", "src/daemon");
    for (const out of ["src", "src"]) {
      expect(qapiTs(cwd, "generate", "s.json", "--out", out).out).toContain("0 removed");
      expect(qapiTs(cwd, "generate", "t.json", "--out", out).out).toContain("0 removed");
    }
    for (const path of [
      "a/types.ts",
      "b/commands.ts",
      "c/commands.ts",
      "d/commands.ts",
      "daemon/c/commands.ts",
    ])
      expect(existsSync(join(cwd, "src", path))).toBe(true);
  });

  test("keeps an unneeded file that was edited since the last run", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    appendFileSync(join(cwd, "out/b/types.ts"), "// edited\n");
    writeFileSync(join(cwd, "s.json"), "{ 'include': 'a.json' }\n");
    expect(generate(cwd).out).toContain("4 removed");
    expect(readdirSync(join(cwd, "out/b"))).toEqual(["types.ts"]);
  });

  test("keeps only what the conditions enable", () => {
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

  test("refuses an output folder that is a file", () => {
    const cwd = temporaryFolder(schema);
    const { status, error } = generate(cwd, "--out", "a.json");
    const file = JSON.stringify(join(cwd, "a.json"));
    expect([status, error]).toEqual([2, `qapi-ts: cannot write to the folder ${file}: it is a file\n`]);
  });

  test.runIf(existsSync("/proc/self"))("refuses an output folder that cannot be created", () => {
    const { status, error } = generate(temporaryFolder(schema), "--out", "/proc/qapi-ts/out");
    const message = 'cannot create the folder "/proc/qapi-ts": ENOENT: no such file or directory';
    expect([status, error]).toEqual([2, `qapi-ts: ${message}\n`]);
  });

  test.each([
    ['{ "formatVersion": 1, "modules": [], "definitions": [] }', "this is an exported model, not a schema"],
    ['{ "return": [] }', "this is an answer of a server, not a schema"],
  ])("says what a file is that is not a schema: %s", (text, message) => {
    const cwd = temporaryFolder({ "s.json": text });
    const { status, error } = generate(cwd);
    expect([status, error.split("\n")[0]]).toEqual([1, `s.json:1:1: error not-a-schema: ${message}`]);
  });

  test("reports an invalid schema and writes nothing", () => {
    const cwd = temporaryFolder({ ...schema, "b.json": "{ 'command': 'go',\n  'returns': 'Nowhere' }\n" });
    const { status, out, error } = generate(cwd);
    expect([status, out]).toEqual([1, ""]);
    expect(error).toMatch(/^b\.json:2:14: error unknown-type: .*Nowhere/);
    expect(error).toContain("included from s.json:2:1");
    expect(existsSync(join(cwd, "out"))).toBe(false);
  });

  test("prints warnings on each run unless --quiet is given", () => {
    const cwd = temporaryFolder({ "s.json": "{ 'command': 'delete' }\n" });
    for (const run of [1, 2])
      expect([run, generate(cwd).error]).toEqual([run, expect.stringContaining("deleteCommand")]);
    expect(generate(cwd, "--quiet").error).toBe("");
  });
});

describe("generate --check", () => {
  test("accepts generated files", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    expect(generate(cwd, "--check")).toEqual({ status: 0, out: "", error: "" });
  });

  test("reports missing, out-of-date and unneeded files, and writes nothing", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const edited = join(cwd, "out/a/types.ts");
    const text = `${readFileSync(edited, "utf8")}// edited\n`;
    writeFileSync(edited, text);
    writeFileSync(join(cwd, "out/old.ts"), text);
    expect(generate(cwd, "--out", "out/daemon").status).toBe(0);
    rmSync(join(cwd, "out/index.ts"));
    age(join(cwd, "out"));
    const { status, error } = generate(cwd, "--check");
    expect(status).toBe(1);
    expect(error).toBe(
      "out/index.ts: is missing\nout/a/types.ts: is out of date\nout/old.ts: is not needed\n",
    );
    expect(readFileSync(edited, "utf8")).toBe(text);
    expect(isOld(edited)).toBe(true);
  });

  test("ignores the cache of the last run", () => {
    const cwd = temporaryFolder(schema);
    generate(cwd);
    const file = join(cwd, "out/a/types.ts");
    const caches = join(cwd, "node_modules/.cache/qapi-ts");
    const cache = join(caches, readdirSync(caches)[0] ?? "");
    writeFileSync(file, readFileSync(file, "utf8").replace("x: Int64", "x: string"));
    const before = readFileSync(cache, "utf8");
    expect(generate(cwd, "--check").error).toBe("out/a/types.ts: is out of date\n");
    expect(readFileSync(cache, "utf8")).toBe(before);
  });
});

describe("generate --config", () => {
  test("generates all targets", () => {
    const config = {
      targets: ["one", "two"].map((out) => ({ schema: "s.json", out, runtime: "../rt.js" })),
    };
    const cwd = temporaryFolder({
      ...schema,
      "conf/c.json": JSON.stringify(config),
      "conf/s.json": "{ 'command': 'go' }",
    });
    const { status, out } = qapiTs(cwd, "generate", "--config", "conf/c.json");
    expect(status).toBe(0);
    expect(out.match(/4 written/g)).toHaveLength(2);
    expect(readFileSync(join(cwd, "conf/two/commands.ts"), "utf8")).toContain('from "../rt.js";');
  });

  test("reports each missing file where the config names it, and generates the other targets", () => {
    const targets = [
      { schema: "s.json", out: "one", annotations: "no.json" },
      { schema: "s.json", out: "two", devices: "../no.json" },
      { schema: "no.json", out: "three" },
      { schema: "s.json", out: "file/four" },
      { schema: "s.json", out: "five" },
    ];
    const text = `{ "targets": [\n${targets.map((each) => JSON.stringify(each)).join(",\n")}\n] }`;
    const cwd = temporaryFolder({
      "conf/c.json": text,
      "conf/s.json": "{ 'command': 'go' }",
      "conf/file": "",
    });
    const missing = (line: number, column: number, what: string, file: string): string =>
      `conf/c.json:${line}:${column}: error unreadable-file: cannot read ${what}: ENOENT: no such file or directory: ${JSON.stringify(join(cwd, file))}`;
    const { status, error } = qapiTs(cwd, "generate", "--config", "conf/c.json");
    expect(error.split("\n")).toEqual([
      missing(2, 46, "the annotations file", "conf/no.json"),
      missing(3, 42, "the device facts", "no.json"),
      missing(4, 11, "the schema", "conf/no.json"),
      `qapi-ts: cannot write to the folder ${JSON.stringify(join(cwd, "conf/file/four"))}: ${JSON.stringify(join(cwd, "conf/file"))} is a file`,
      "",
    ]);
    expect(status).toBe(2);
    expect(existsSync(join(cwd, "conf/five/index.ts"))).toBe(true);
  });

  test("reports a missing config", () => {
    const { status, error } = qapiTs(temporaryFolder(), "generate", "--config", "no.json");
    const message = "cannot read the configuration: ENOENT: no such file or directory";
    expect([status, error]).toEqual([1, `no.json: error unreadable-file: ${message}\n`]);
  });

  test("warns about a condition that the schema lacks, on each run, and where the config names it", () => {
    const targets = [{ schema: "s.json", out: "one", define: ["CONFIG_EXTRA", "CONFIG_EXTRAS"] }];
    const cwd = temporaryFolder({ ...schema, "c.json": JSON.stringify({ targets }) });
    const [message, help] = [
      'warning unknown-condition: no condition of the schema names "CONFIG_EXTRAS"\n',
      '  help: did you mean "CONFIG_EXTRA"?\n',
    ];
    for (const run of [1, 2]) {
      const { status, error } = qapiTs(cwd, "generate", "--config", "c.json");
      expect([run, status, error]).toEqual([run, 0, `c.json:1:69: ${message}${help}`]);
    }
    expect(generate(cwd, "-D", "CONFIG_EXTRAS").error).toBe(`s.json: ${message}${help}`);
  });

  test("reports an invalid config with its position", () => {
    const cwd = temporaryFolder({ "c.json": '{ "targets": 1 }\n' });
    const { status, error } = qapiTs(cwd, "generate", "--config", "c.json");
    expect(status).toBe(1);
    expect(error).toMatch(/^c\.json:1:14: error config-shape: /);
  });
});
