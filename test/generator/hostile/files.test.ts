import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  rmSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCompiled, runHere } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Files that are not read, with the reason that is reported. */
const unreadable: readonly (readonly [name: string, make: (path: string) => void, reason: RegExp])[] = [
  [
    "a device",
    (path) => {
      symlinkSync("/dev/zero", path);
    },
    /not a regular file/,
  ],
  [
    "a pipe",
    (path) => {
      execFileSync("mkfifo", [path]);
    },
    /not a regular file/,
  ],
  [
    "a folder",
    (path) => {
      mkdirSync(path);
    },
    /folder/,
  ],
  ["a file of 4 GiB", sparse, /larger than 64 MiB/],
  ["a missing file", () => undefined, /no such file/],
  [
    "a link to itself",
    (path) => {
      symlinkSync(path, path);
    },
    /too many symbolic links/,
  ],
];

function sparse(path: string): void {
  const file = openSync(path, "w");
  ftruncateSync(file, 4 * 1024 ** 3);
  closeSync(file);
}

/** The command lines that read the file `x.json`. */
const commands: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["an include", ["check", "includes.json"]],
  ["a schema", ["check", "x.json"]],
  ["a schema to generate from", ["generate", "x.json", "--out", "out"]],
  ["a config", ["generate", "--config", "x.json"]],
  ["annotations", ["check", "s.json", "--annotations", "x.json"]],
  ["an answer", ["import", "x.json", "--out", "out"]],
  ["a side of a comparison", ["diff", "s.json", "x.json"]],
  ["a file of conditions", ["introspect", "s.json", "--defines-file", "x.json"]],
];

describe.each(unreadable)("%s is refused at once", (_, make, reason) => {
  test.each(commands)("is refused as %s", (_name, args) => {
    const cwd = temporaryFolder({
      "includes.json": "{ 'include': 'x.json' }\n",
      "s.json": "{ 'command': 'c' }\n",
    });
    make(join(cwd, "x.json"));
    const { status, out, error } = runCompiled(cwd, args);
    expect(error).toMatch(reason);
    expect(error).toContain("x.json");
    expect(error).not.toMatch(/\n {4}at /);
    expect([1, 2]).toContain(status);
    expect(out).toBe("");
  });
});

test("an unreadable file is refused", () => {
  const cwd = temporaryFolder({ "x.json": "" });
  const path = join(cwd, "x.json");
  // The user root can read every file, but not the first byte of a process.
  if (process.getuid?.() === 0) {
    rmSync(path);
    symlinkSync("/proc/self/mem", path);
  } else chmodSync(path, 0);
  const { status, error } = runCompiled(cwd, ["check", "x.json"]);
  expect(error).toMatch(/x\.json.*(permission denied|i\/o error)/);
  expect(status).toBe(1);
});

describe("the text of a file outside of the schema's folder is not shown", () => {
  const secrets: readonly (readonly [name: string, text: string])[] = [
    ["a list of users", "hunter2:x:0:0:hunter2:/root:/bin/sh\n"],
    ["an unclosed string", "{ 'hunter2\n"],
    ["a member of an unknown kind", "{ 'hunter2': 'hunter2' }\n"],
    ["a type of the signal draft", "{ 'user': { 'password': 'hunter2' } }\n"],
    ["a function of the signal draft", "[ 'hunter2', {}, {}, 'hunter2', 'hunter2' ]\n"],
    ["an expression with an unknown key", "{ 'struct': 'S', 'data': {}, 'hunter2': true }\n"],
    ["an include", "{ 'include': 'hunter2' }\n"],
    ["a pragma", "{ 'pragma': { 'hunter2': true } }\n"],
    ["a comment", "## hunter2\n"],
  ];

  test.each(secrets)("%s", async (_, text) => {
    const folder = temporaryFolder({ secret: text, "schema/s.json": "{ 'include': '../secret' }\n" });
    symlinkSync("../secret", join(folder, "schema/link.json"));
    writeFileSync(join(folder, "schema/t.json"), "{ 'include': 'link.json' }\n");
    for (const entry of ["s.json", "t.json"]) {
      for (const format of ["text", "json"]) {
        const { status, error } = await runHere(["check", join(folder, "schema", entry), "--format", format]);
        expect(status).toBe(1);
        expect(error).not.toContain("hunter2");
      }
    }
    // The user named the file.
    expect((await runHere(["check", join(folder, "secret")])).error).toContain("hunter2");
  });

  test("annotations that a config names", () => {
    const secret = temporaryFolder({ token: '{ "hunter2": "hunter2" }' });
    const cwd = temporaryFolder({
      "s.json": "{ 'command': 'c' }\n",
      "c.json": JSON.stringify({
        targets: [{ schema: "s.json", out: "out", annotations: join(secret, "token") }],
      }),
    });
    const { status, error } = runCompiled(cwd, ["generate", "--config", "c.json"]);
    expect(status).toBe(1);
    expect(error).toContain("token:1:3: error annotations-shape");
    expect(error).not.toContain("hunter2");
    const named = runCompiled(cwd, ["check", "s.json", "--annotations", join(secret, "token")]);
    expect(named.error).toContain("hunter2");
  });
});

test("a file that several names include is read once", async () => {
  const folder = temporaryFolder({
    "s.json": "{ 'include': 'a/s2.json' }\n{ 'include': 'b/s2.json' }\n",
    "s2.json": "{ 'command': 'c' }\n{ 'include': 'a/s3.json' }\n{ 'include': 'b/s3.json' }\n",
    "s3.json": "{ 'include': 'a/s3.json' }\n",
  });
  symlinkSync(".", join(folder, "a"));
  symlinkSync(".", join(folder, "b"));
  const { error } = await runHere(["check", join(folder, "s.json")]);
  expect(error).toContain("a file cannot include itself");
  expect(error.match(/error/g)).toHaveLength(1);
});

test.each([
  ["schema", "is in the way of schema/example.json"],
  ["package.json", "kept package.json: it is a symbolic link"],
])("init does not write through a link at %s", (name, message) => {
  const elsewhere = temporaryFolder({ "package.json": "{}" });
  const cwd = temporaryFolder();
  symlinkSync(name === "schema" ? elsewhere : join(elsewhere, name), join(cwd, name));
  const { out, error } = runCompiled(cwd, ["init"]);
  expect(out + error).toContain(message);
  expect(execFileSync("find", [elsewhere, "-type", "f"], { encoding: "utf8" })).toBe(
    `${elsewhere}/package.json\n`,
  );
  expect(execFileSync("cat", [join(elsewhere, "package.json")], { encoding: "utf8" })).toBe("{}");
});
