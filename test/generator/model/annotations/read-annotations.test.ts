import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { annotationsOf } from "../../../../generator/model/annotations/apply.js";
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

describe("annotations that are wrong", () => {
  const names = readdirSync(cases).filter((name) => name.endsWith(".json"));
  test.each(names)("%s", async (name) => {
    const { annotations, diagnostics, source } = await readAnnotations(join(cases, name), model);
    expect(annotations).toBeUndefined();
    const told = diagnostics.map((each) => formatDiagnostic(each, [source])).join("");
    await expect(told.replaceAll(`${cases}/`, "")).toMatchFileSnapshot(
      join(cases, name.replace(".json", ".txt")),
    );
  });
});

async function sound(): Promise<Annotations> {
  const { annotations, diagnostics } = await readAnnotations(join(folder, "sound.json"), model);
  expect(diagnostics).toEqual([]);
  if (annotations === undefined) throw new Error("There are no annotations");
  return annotations;
}

describe("annotations that are sound", () => {
  test("have the types of the members that arguments equal, along paths and in branches", async () => {
    const { accessors } = await sound();
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

  test("give each command the timeout of its own name before that of a pattern", async () => {
    const { timeouts } = await sound();
    expect(new Map(timeouts)).toEqual(
      new Map([
        ["query-status", 500],
        ["query-infos", Infinity],
        ["backup", Infinity],
      ]),
    );
  });

  test("find base64 along paths, through lists, and once in what holds itself", async () => {
    const paths = new Base64Paths(model, base64Members(model, await sound()));
    const command = (name: string): Command => {
      const found = model.byName.get(name);
      if (found?.kind !== "command") throw new Error(`There is no command ${name}`);
      return found;
    };
    expect(paths.from(command("backup").data)).toEqual(["buf-b64"]);
    const { data, returns } = command("read-blobs");
    expect(paths.from(data)).toEqual(["first.bytes"]);
    expect(returns && paths.fromType(returns)).toEqual(["blobs.bytes"]);
    expect(paths.from(command("device_del").data)).toEqual([]);
  });

  test("lose what a build's conditions take away", async () => {
    const annotations = await sound();
    const names = (defines: readonly string[]): unknown =>
      annotationsOf(pruneModel(model, new Set(defines)), annotations).accessors.flatMap((accessor) =>
        accessor.event === "GONE_LATER" ? accessor.arguments.map(({ name }) => name) : [],
      );
    expect(names(["CONFIG_A", "CONFIG_B"])).toEqual(["a", "b"]);
    expect(names(["CONFIG_B"])).toEqual(["b"]);
    expect(names([])).toEqual([]);
  });
});
