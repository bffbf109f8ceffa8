import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definesIn, recogniseSource } from "../../../generator/cli/source.js";
import { UsageError } from "../../../generator/cli/terminal.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("an argument is an address, a binary, a kept answer or a schema", () => {
  const folder = temporaryFolder({
    "schema.json": "# c\n{ 'command': 'c' }\n",
    empty: "",
    kept: "[]",
    qemu: "",
  });
  const path = (name: string): string => join(folder, name);
  chmodSync(path("qemu"), 0o755);
  chmodSync(path("schema.json"), 0o755);
  expect(recogniseSource("unix:/run/vm.qmp")).toMatchObject({
    kind: "server",
    server: { kind: "address", target: { path: "/run/vm.qmp" } },
  });
  expect(recogniseSource("tcp:[::1]:4444")).toMatchObject({
    server: { target: { host: "::1", port: 4444 } },
  });
  const binary = { kind: "server", server: { kind: "binary", path: path("qemu") } };
  expect(recogniseSource(path("qemu"))).toEqual(binary);
  // Executable as it is on some file systems, where everything is.
  expect(recogniseSource(path("schema.json"))).toEqual({ kind: "schema", file: path("schema.json") });
  expect(recogniseSource(path("empty"))).toEqual({ kind: "schema", file: path("empty") });
  expect(recogniseSource(path("kept"))).toEqual({ kind: "answer", file: path("kept") });
  expect(() => recogniseSource(path("nothing"))).toThrow(UsageError);
  expect(() => recogniseSource(path("nothing.json"))).toThrow("ENOENT");
});

test("a binary is found by its name alone", () => {
  expect(recogniseSource("node")).toMatchObject({ kind: "server", server: { kind: "binary" } });
});

test("conditions stand one a line, between comments and empty lines", () => {
  const folder = temporaryFolder({ "defines.txt": "# all of them\n\nCONFIG_A\r\n  CONFIG_B\n" });
  expect(definesIn(join(folder, "defines.txt"))).toEqual(["CONFIG_A", "CONFIG_B"]);
});
