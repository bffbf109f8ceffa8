import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../../generator/config/read-config.js";
import { compile, strictest } from "../../support/compile.js";
import { makeBindings, modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const schema = join(import.meta.dirname, "cases/naming/schema.json");
const older = [{ version: "1.4", import: "daemon/1.4" }];

test("bindings check that the server is not older, and their index names it", async () => {
  const server = { name: "A daemon", version: "2.0", older };
  const { files } = await makeBindings(modelOf(schema), { server });
  const byPath = new Map(files);
  expect(byPath.get("index.ts")).toContain(
    [
      "/**",
      " * The commands and events of A daemon 2.0.",
      " *",
      " * Bindings of older versions: `daemon/1.4` (1.4).",
      " *",
      " * @packageDocumentation",
      " */",
    ].join("\n"),
  );
  expect(byPath.get("protocol.ts")?.replace(/\s+/g, " ")).toMatch(
    /checkServer: serverCheck\(\{ name: "A daemon", version: "2.0", older: \[\{ version: "1.4", import: "daemon\/1.4" \}\],? \}\)/,
  );
  expect(compile(Object.fromEntries(files), strictest)).toEqual([]);
});

test("bindings of an unknown server check nothing", async () => {
  const { files } = await makeBindings(modelOf(schema), {});
  expect([...files.values()].join()).not.toMatch(/checkServer|packageDocumentation/);
});

test.each([
  { name: "QEMU", version: "11.1" },
  { name: "A daemon", version: "2.0", older },
])("the member server takes %j", async (server) => {
  expect((await readConfig(config(server))).targets[0]?.server).toEqual(server);
});

test.each([
  "QEMU",
  { name: "QEMU" },
  { name: "QEMU", version: "11" },
  { name: "QEMU", version: "11.1.3" },
  { name: "*/ evil", version: "1.0" },
  { name: "a", version: "1.0", older: [{ version: "0.9" }] },
  { name: "a", version: "1.0", older: [{ version: "0.9", import: '"; evil' }] },
  { name: "a", version: "1.0", newer: [] },
])("the member server refuses %j", async (server) => {
  const { diagnostics } = await readConfig(config(server));
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["config-shape"]));
});

function config(server: unknown): string {
  const text = JSON.stringify({ targets: [{ schema: "s.json", out: "out", server }] });
  return join(temporaryFolder({ "config.json": text }), "config.json");
}
