import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { classifySource } from "../../../generator/cli/source.js";
import { UsageError } from "../../../generator/cli/terminal.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("classifies addresses, binaries, saved answers and schemas", () => {
  const folder = temporaryFolder({
    "schema.json": "# c\n{ 'command': 'c' }\n",
    empty: "",
    saved: "[]",
    model: '{ "formatVersion": 1 }',
    qemu: "",
  });
  const path = (name: string): string => join(folder, name);
  chmodSync(path("qemu"), 0o755);
  chmodSync(path("schema.json"), 0o755);
  expect(classifySource("unix:/run/vm.qmp")).toMatchObject({
    kind: "server",
    server: { kind: "address", target: { path: "/run/vm.qmp" } },
  });
  expect(classifySource("tcp:[::1]:4444")).toMatchObject({
    server: { target: { host: "::1", port: 4444 } },
  });
  const binary = { kind: "server", server: { kind: "binary", path: path("qemu") } };
  expect(classifySource(path("qemu"))).toEqual(binary);
  // File systems without permissions mark every file executable.
  expect(classifySource(path("schema.json"))).toEqual({ kind: "schema", file: path("schema.json") });
  expect(classifySource(path("empty"))).toEqual({ kind: "schema", file: path("empty") });
  expect(classifySource(path("saved"))).toEqual({ kind: "answer", file: path("saved") });
  expect(classifySource(path("model"))).toEqual({ kind: "model", file: path("model") });
  expect(() => classifySource(path("nothing"))).toThrow(UsageError);
  expect(() => classifySource(path("nothing.json"))).toThrow("ENOENT");
});

test.each([
  ['{ "formatVersion": 1 }', "model"],
  ['\ufeff{ "formatVersion": 1 }', "model"],
  ['{ "formatVersion": 1, "modules": [ }', "model"],
  ['{ "modules": [],\n "formatVersion": 2,', "model"],
  ["[]", "answer"],
  ['[ { "name": "0", ]', "answer"],
  ['{ "return": [ }', "answer"],
  ['{ "version": {}, "schema": [] }', "answer"],
  ["{ 'struct': 'Foo', 'data': {} }", "schema"],
  ["# \"formatVersion\": 1\n{ 'command': 'c' }", "schema"],
  ['{ "command": "go" }\n{ "command": "stop" }', "schema"],
  ["", "schema"],
])("classifies %j as %s", (text, kind) => {
  const file = join(temporaryFolder({ f: text }), "f");
  expect(classifySource(file)).toEqual({ kind, file });
});

test("finds a binary in PATH", () => {
  expect(classifySource("node")).toMatchObject({ kind: "server", server: { kind: "binary" } });
});
