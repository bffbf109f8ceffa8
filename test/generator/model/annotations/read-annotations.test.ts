import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pruneAnnotations } from "../../../../generator/model/annotations/annotations.js";
import { readAnnotations } from "../../../../generator/model/annotations/read-annotations.js";
import { formatDiagnostic } from "../../../../generator/diagnostics/format.js";
import {
  base64Members,
  Base64Paths,
  type Annotations,
  type Command,
} from "../../../../generator/model/index.js";
import { pruneModel } from "../../../../generator/model/prune.js";
import { modelOf } from "../../support/make-bindings.js";

const folder = import.meta.dirname;
const cases = join(folder, "cases");
const model = modelOf(join(folder, "schema.json"));

describe("rejects invalid annotations", () => {
  const names = readdirSync(cases).filter((name) => name.endsWith(".json"));
  test.each(names)("%s", async (name) => {
    const { annotations, diagnostics, source } = await readAnnotations(join(cases, name), model);
    expect(annotations).toBeUndefined();
    const report = diagnostics.map((each) => formatDiagnostic(each, [source])).join("");
    await expect(report.replaceAll(`${cases}/`, "")).toMatchFileSnapshot(
      join(cases, name.replace(".json", ".txt")),
    );
  });

  test.each(names)("%s: a diagnostic about a name points at a name that its message quotes", async (name) => {
    const { diagnostics, source } = await readAnnotations(join(cases, name), model);
    for (const { code, message, position } of diagnostics) {
      const quoted = [...message.matchAll(/"[^"]*"/g)].map(([text]) => text);
      if (!code.startsWith("annotation-") || quoted.length === 0) continue;
      const text = source.text.split("\n")[position.line - 1]?.slice(position.column - 1) ?? "";
      expect(
        quoted.some((each) => text.startsWith(each)),
        message,
      ).toBe(true);
    }
  });
});

async function readValid(): Promise<Annotations> {
  const { annotations, diagnostics } = await readAnnotations(join(folder, "valid.json"), model);
  expect(diagnostics).toEqual([]);
  if (annotations === undefined) throw new Error("the annotations have errors");
  return annotations;
}

describe("valid annotations", () => {
  test("resolve arguments to the types of members, along paths and in branches", async () => {
    const { accessors } = await readValid();
    const text = { kind: "builtin", name: "str" };
    expect(accessors).toMatchObject([
      {
        event: "DEVICE_DELETED",
        arguments: [
          { name: "device", optional: true, member: "device", type: text },
          { name: "path", optional: true, member: "path", type: text },
        ],
      },
      {
        event: "STATUS",
        arguments: [
          { name: "id", optional: false },
          { name: "inner", member: "info.status", type: { kind: "defined", name: "Status" } },
          { name: "count", member: "info.deep.count", type: { kind: "builtin", name: "int" } },
        ],
      },
      { event: "MOVED", arguments: [{ name: "name", member: "disk-name", type: text }] },
      { event: "GONE_LATER" },
    ]);
  });

  test("prefer the timeout of a command's own name to that of a pattern", async () => {
    const { timeouts } = await readValid();
    expect(new Map(timeouts)).toEqual(
      new Map([
        ["query-status", 500],
        ["query-one", 500],
        ["query-kind", 500],
        ["query-list", 500],
        ["query-infos", Infinity],
        ["backup", Infinity],
      ]),
    );
  });

  test("find base64 members along paths, through lists, and once in a recursive type", async () => {
    const paths = new Base64Paths(model, base64Members(model, await readValid()));
    const command = (name: string): Command => {
      const found = model.byName.get(name);
      if (found?.kind !== "command") throw new Error(`no command ${name}`);
      return found;
    };
    expect(paths.from(command("backup").data)).toEqual(["buf-b64"]);
    const { data, returns } = command("read-blobs");
    expect(paths.from(data)).toEqual(["first.bytes"]);
    expect(returns && paths.fromType(returns)).toEqual(["blobs.bytes"]);
    expect(paths.from(command("device_del").data)).toEqual([]);
  });

  test("lose the arguments and accessors that conditions exclude", async () => {
    const annotations = await readValid();
    const names = (defines: readonly string[]): unknown =>
      pruneAnnotations(pruneModel(model, new Set(defines)), annotations).accessors.flatMap((accessor) =>
        accessor.event === "GONE_LATER" ? accessor.arguments.map(({ name }) => name) : [],
      );
    expect(names(["CONFIG_A", "CONFIG_B"])).toEqual(["a", "b"]);
    expect(names(["CONFIG_B"])).toEqual(["b"]);
    expect(names([])).toEqual([]);
  });
});
