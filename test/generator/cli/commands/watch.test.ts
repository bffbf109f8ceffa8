import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { watchTargets } from "../../../../generator/cli/commands/watch.js";
import { targetDefaults } from "../../../../generator/config/target.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { main } from "../support.js";

/** A process that runs `qapi-ts generate --watch`. */
class WatchProcess {
  readonly child: ChildProcessWithoutNullStreams;
  out = "";
  error = "";
  readonly cwd: string;
  #read = 0;

  constructor(cwd: string, ...args: readonly string[]) {
    this.cwd = cwd;
    this.child = spawn(process.execPath, [main, "generate", "--watch", ...args], { cwd });
    this.child.stdout.on("data", (data: Buffer) => (this.out += data.toString()));
    this.child.stderr.on("data", (data: Buffer) => (this.error += data.toString()));
    onTestFinished(() => {
      this.child.kill("SIGKILL");
    });
  }

  /** Waits for the line of the next run and returns it without time stamp and duration. */
  async nextRun(): Promise<string> {
    for (;;) {
      const end = this.out.indexOf("\n", this.#read);
      if (end === -1) {
        await delay(10);
        continue;
      }
      const line = this.out.slice(this.#read, end);
      this.#read = end + 1;
      const [, run] = /^\[\d\d:\d\d:\d\d\] (.*) \(\d+ ms\)$/.exec(line) ?? [];
      if (run !== undefined) return run;
    }
  }

  /** Whether a file is written: it is empty for a moment. */
  has(path: string): boolean {
    return existsSync(join(this.cwd, path)) && this.read(path) !== "";
  }

  /** Replaces a file at once, so that no run reads half of it. */
  write(file: string, text: string): void {
    writeFileSync(join(this.cwd, `${file}~`), text);
    renameSync(join(this.cwd, `${file}~`), join(this.cwd, file));
  }

  /** Truncates and writes a file, as many editors do. */
  writeInPlace(file: string, text: string): void {
    writeFileSync(join(this.cwd, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.cwd, file), "utf8");
  }
}

/** Waits until a condition holds. The test's timeout ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

const schema = {
  "s.json": "{ 'include': 'a.json' }\n{ 'include': 'b.json' }\n",
  "a.json": "{ 'struct': 'First', 'data': { 'x': 'int' } }\n",
  "b.json": "{ 'command': 'go', 'returns': 'First' }\n",
};
const struct = (member: string): string => `{ 'struct': 'First', 'data': { '${member}': 'int' } }\n`;
const flags = ["s.json", "--out", "out"];

describe("generate --watch", () => {
  test("regenerates when an included file changes, with one line per run", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), ...flags);
    expect(await watch.nextRun()).toMatch(/^out: \d+ written, 0 removed, 0 unchanged$/);
    watch.write("a.json", struct("y"));
    expect(await watch.nextRun()).toMatch(/^out: 1 written, 0 removed, \d+ unchanged$/);
    expect(watch.read("out/a/types.ts")).toContain("y: Int64");
    expect(watch.error).toBe("");
    expect(watch.out.split("\n")).toEqual([
      "Watching for changes. Press Ctrl+C to stop.",
      expect.stringMatching(/ms\)$/),
      expect.stringMatching(/ms\)$/),
      "",
    ]);
  });

  test("keeps the last output while the schema is invalid", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), ...flags);
    await watch.nextRun();
    const before = watch.read("out/a/types.ts");
    watch.write("a.json", "{ 'struct': 'First', 'data': { 'x': 'Nowhere' } }\n");
    expect(await watch.nextRun()).toBe("out: failed, kept the last output");
    await until(() => watch.error.includes("unknown-type"));
    expect(watch.read("out/a/types.ts")).toBe(before);
    watch.write("a.json", "{ 'struct'");
    expect(await watch.nextRun()).toBe("out: failed, kept the last output");
    watch.write("a.json", struct("z"));
    expect(await watch.nextRun()).toMatch(/^out: 1 written, 0 removed, \d+ unchanged$/);
  });

  test("regenerates when a missing file appears", async () => {
    const watch = new WatchProcess(temporaryFolder(), ...flags);
    expect(await watch.nextRun()).toBe("out: failed, kept the last output");
    watch.write("s.json", "{ 'include': 'sub/a.json' }\n");
    expect(await watch.nextRun()).toBe("out: failed, kept the last output");
    mkdirSync(join(watch.cwd, "sub"));
    watch.write("sub/a.json", struct("x"));
    await until(() => watch.has("out/types.ts"));
    expect(watch.read("out/types.ts")).toContain("x: Int64");
  });

  test.each([
    ["below a file", "a.json/sub/x.json"],
    ["with a name that is too long", `${"n".repeat(300)}/x.json`],
    ["in a loop of symbolic links", "loop/sub/x.json"],
  ])("watches while a schema includes a file %s", async (_, path) => {
    const folder = temporaryFolder({ ...schema, "b.json": `{ 'include': '${path}' }\n` });
    symlinkSync("loop", join(folder, "loop"));
    const watch = new WatchProcess(folder, ...flags);
    expect(await watch.nextRun()).toBe("out: failed, kept the last output");
    expect(watch.error).toContain("b.json:1:14: error bad-include");
    watch.write("b.json", schema["b.json"]);
    expect(await watch.nextRun()).toMatch(/^out: \d+ written, 0 removed, 0 unchanged$/);
  });

  test("regenerates when the annotations change", async () => {
    const event = "{ 'event': 'GONE', 'data': { 'id': 'str' } }\n";
    const files = { "s.json": "{ 'include': 'e.json' }\n", "e.json": event, "a.json": "{}" };
    const watch = new WatchProcess(temporaryFolder(files), ...flags, "--annotations", "a.json");
    await watch.nextRun();
    watch.write("a.json", `{ "accessors": { "gone": { "event": "GONE", "arguments": { "id": "id" } } } }`);
    expect(await watch.nextRun()).toMatch(/^out: [1-9]/);
    expect(watch.read("out/events.ts")).toContain('match: { id: "id" }');
    rmSync(join(watch.cwd, "a.json"));
    expect(await watch.nextRun()).toMatch(/failed, kept the last output$/);
    await until(() => watch.error.includes("ENOENT"));
    watch.write("a.json", "{}");
    expect(await watch.nextRun()).toMatch(/^out: [1-9]/);
  });

  test("keeps the last output, and watches, while a build lacks what it uses", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), ...flags, "--define", "NONE");
    await watch.nextRun();
    const before = watch.read("out/a/types.ts");
    watch.write("a.json", "{ 'struct': 'First', 'data': {}, 'if': 'XX' }\n");
    expect(await watch.nextRun()).toBe("out: failed, kept the last output");
    await until(() => watch.error.includes("b.json:1:31: error unknown-type"));
    expect(watch.read("out/a/types.ts")).toBe(before);
    watch.write("a.json", struct("z"));
    expect(await watch.nextRun()).toMatch(/^out: 1 written/);
  });

  test("reports a fault of the generator, and watches", async () => {
    const controller = new AbortController();
    let error = "";
    const target = {
      ...targetDefaults,
      schema: join(temporaryFolder(schema), "s.json"),
      get out(): string {
        throw new TypeError("a fault");
      },
    };
    const terminal = { out: () => undefined, error: (text: string) => (error += text) };
    const ended = watchTargets(
      { kind: "target", target },
      { quiet: true, signal: controller.signal },
      terminal,
    );
    await until(() => error !== "");
    expect(await Promise.race([ended, delay(100, "watching")])).toBe("watching");
    expect(error).toMatch(/^qapi-ts: internal error, please report it: TypeError: a fault\n +at /);
    controller.abort();
    await ended;
  });

  test("ends with the last of several saves: in place, by renaming, at once and during runs", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), ...flags);
    await watch.nextRun();
    const saveAndAwait = async (save: "write" | "writeInPlace", prefix: string): Promise<void> => {
      watch[save]("a.json", struct(`${prefix}-first`));
      watch[save]("a.json", struct(`${prefix}-second`));
      await until(() => watch.read("out/a/types.ts").includes(`${prefix}-second`));
      // A run takes some 20 ms: these saves fall before, into and after runs.
      for (let index = 0; index < 20; index++) {
        watch[save]("a.json", struct(`${prefix}-${index}`));
        await delay(7);
      }
      await until(() => watch.read("out/a/types.ts").includes(`${prefix}-19`));
    };
    await saveAndAwait("write", "renamed");
    await saveAndAwait("writeInPlace", "written");
  });

  test("ignores changes of its own output", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), "s.json", "--out", ".");
    expect(await watch.nextRun()).toMatch(/^\.: \d+ written, 0 removed, 0 unchanged$/);
    await delay(200);
    expect(watch.out.match(/written/g)).toHaveLength(1);
  });

  test("prints errors only with --quiet", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), ...flags, "--quiet");
    await until(() => watch.has("out/b/commands.ts"));
    watch.write("a.json", "{ 'struct'");
    await until(() => watch.error.includes("a.json:"));
    expect(watch.out).toBe("");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("exits with 0 on %s", async (signal) => {
    const watch = new WatchProcess(temporaryFolder(schema), ...flags);
    await watch.nextRun();
    watch.child.kill(signal);
    expect(await once(watch.child, "exit")).toEqual([0, null]);
    expect(watch.error).toBe("");
  });
});

describe("generate --watch --config", () => {
  const target = (out: string): object => ({ schema: "s.json", out });
  const config = (...targets: readonly object[]): string => JSON.stringify({ targets });

  test("regenerates when the config or a schema changes", async () => {
    const cwd = temporaryFolder({ ...schema, "c.json": config(target("one")) });
    const watch = new WatchProcess(cwd, "--config", "c.json");
    expect(await watch.nextRun()).toMatch(/one: \d+ written, 0 removed, 0 unchanged$/);
    watch.write("c.json", config(target("one"), target("two")));
    expect(await watch.nextRun()).toMatch(/^2 targets: (\d+) written, 0 removed, \1 unchanged$/);
    watch.write("a.json", struct("y"));
    expect(await watch.nextRun()).toMatch(/^2 targets: 2 written, 0 removed, \d+ unchanged$/);
  });

  test("watches every file that a target names, also one that is missing at first", async () => {
    const facts = JSON.stringify({ version: "1", targets: [], enums: {}, devices: {}, unavailable: [] });
    const targets = [
      { ...target("one"), devices: "d.json" },
      { ...target("two"), annotations: "n.json" },
    ];
    const cwd = temporaryFolder({ ...schema, "c.json": config(...targets, target("three")) });
    const watch = new WatchProcess(cwd, "--config", "c.json");
    expect(await watch.nextRun()).toMatch(
      /^3 targets: [1-9]\d* written, 0 removed, 0 unchanged; 2 failed, kept the last output$/,
    );
    expect([watch.has("one/index.ts"), watch.has("two/index.ts"), watch.has("three/index.ts")]).toEqual([
      false,
      false,
      true,
    ]);
    watch.write("d.json", facts);
    await until(() => watch.has("one/devices.ts"));
    await watch.nextRun();
    watch.write("n.json", "{}");
    expect(await watch.nextRun()).toMatch(/^3 targets: [1-9]/);
    expect(watch.has("two/index.ts")).toBe(true);
  });

  test("generates the other targets if the output of one cannot be written", async () => {
    const cwd = temporaryFolder({ ...schema, "c.json": config(target("file/x"), target("two")), file: "" });
    const watch = new WatchProcess(cwd, "--config", "c.json");
    expect(await watch.nextRun()).toMatch(/^2 targets: [1-9].*; 1 failed, kept the last output$/);
    expect(watch.has("two/index.ts")).toBe(true);
    watch.write("a.json", struct("y"));
    await watch.nextRun();
    expect(watch.read("two/a/types.ts")).toContain("y: Int64");
  });

  test.each<[string, object]>([
    ["its form in the config", { schema: "s.json", out: "one", nam: "X" }],
    ["a folder that another has", { schema: "s.json", out: "two" }],
    ["the names that it exports", { schema: "s.json", out: "one", exports: ["nothing"] }],
    ["its schema", { schema: "broken.json", out: "one" }],
    ["the conditions of its build", { schema: "conditional.json", out: "one", define: [] }],
  ])("generates the other targets if one is invalid: %s", async (_, invalid) => {
    const cwd = temporaryFolder({
      ...schema,
      "broken.json": "{ 'struct'",
      "conditional.json":
        "{ 'struct': 'Foo', 'data': {}, 'if': 'XX' }\n{ 'command': 'c', 'returns': 'Foo' }\n",
      "c.json": config(target("two"), target("one")),
    });
    const watch = new WatchProcess(cwd, "--config", "c.json");
    expect(await watch.nextRun()).toMatch(/^2 targets: \d+ written, 0 removed, 0 unchanged$/);
    const before = watch.read("one/a/types.ts");
    watch.write("c.json", config(target("two"), invalid, target("three")));
    expect(await watch.nextRun()).toMatch(
      /^3 targets: [1-9]\d* written, 0 removed, \d+ unchanged; 1 failed, kept the last output$/,
    );
    expect(watch.error).toContain(": error ");
    expect([watch.read("one/a/types.ts"), watch.has("three/index.ts")]).toEqual([before, true]);
    watch.write("a.json", struct("y"));
    expect(await watch.nextRun()).toMatch(/^3 targets: 2 written.*; 1 failed, kept the last output$/);
    watch.write("c.json", config(target("two"), target("one"), target("three")));
    expect(await watch.nextRun()).toMatch(/^3 targets: 1 written/);
  });

  test("waits for a config that is missing or invalid", async () => {
    const watch = new WatchProcess(temporaryFolder(schema), "--config", "conf/c.json");
    expect(await watch.nextRun()).toBe("failed, kept the last output");
    mkdirSync(join(watch.cwd, "conf"));
    watch.write("conf/c.json", '{ "targets": 1 }');
    await until(() => watch.error.includes("error config-shape"));
    watch.write("conf/c.json", config({ schema: "../s.json", out: "out" }));
    await until(() => watch.has("conf/out/a/types.ts"));
  });
});
