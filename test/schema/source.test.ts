import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { introspect } from "../../generator/introspection/introspect.js";
import type { Condition, Model } from "../../generator/model/index.js";
import { readSchemaInfo } from "../../generator/introspection/read-schema-info.js";
import { printSchema } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { askBinary } from "../../schema/print/ask-binary.js";
import { compareAnswer } from "../../schema/print/compare/compare.js";
import { printGuestAgent } from "../../schema/print/print-guest-agent.js";
import { readSentences } from "../../schema/print/sentences.js";
import { readSource } from "../../schema/print/source.js";
import { withoutPositions } from "../generator/support/model.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWith } from "../qemu/support/binaries.js";
import { describeWithSource, versions } from "../qemu/support/sources.js";

const schema = resolve(import.meta.dirname, "../../schema");

function modelOf(entry: string): Model {
  const { model } = readSchema(entry);
  if (!model) throw new Error(`${entry} is not sound`);
  return model;
}

describeWithSource("10.0", "the shipped schema beside QEMU's", (folder) => {
  test("says of every command, event and type that it has what QEMU's says", () => {
    const ours = modelOf(join(schema, "qmp/qapi-schema.json"));
    const defines = conditionNames(ours);
    const theirs = readSource(folder).monitor;
    const said = readSchemaInfo(introspect(ours, { defines, unmask: true }));
    const original = readSchemaInfo(introspect(theirs, { defines, unmask: true }));
    const byName = new Map(original.map((entry) => [entry.name, entry]));
    expect(said.length).toBeGreaterThan(1100);
    for (const entry of said) expect(entry).toEqual(byName.get(entry.name));
  });

  test("is for the guest agent what is printed from the source", () => {
    const { files } = printGuestAgent(
      readSource(folder),
      readSentences(join(schema, "print/sentences"), "qga"),
    );
    for (const { path, text } of files) expect(readFileSync(join(schema, "qga", path), "utf8")).toBe(text);
  });
});

for (const version of versions) {
  describeWithSource(version, `QEMU's schemas of ${version}, printed`, (folder) => {
    test.each(["qapi", "qga", "storage-daemon/qapi"])("%s reads as the same model", (part) => {
      const model = modelOf(join(folder, part, "qapi-schema.json"));
      // The storage daemon's modules are above its entry.
      const files = printSchema(model).map(({ path, text }) => [join("deep/er", path), text]);
      const printed = temporaryFolder(Object.fromEntries(files) as Record<string, string>);
      const again = modelOf(join(printed, "deep/er/qapi-schema.json"));
      expect(withoutPositions(again)).toEqual(withoutPositions(model));
    });
  });
}

describeWith("qemu-system-x86_64", "the installed QEMU", () => {
  describeWithSource("7.2", "beside its schema", (folder) => {
    test("contradicts it nowhere", async ({ skip }) => {
      const { schema: answer, version } = await askBinary("qemu-system-x86_64");
      const { major, minor } = (version as { qemu: { major: number; minor: number } }).qemu;
      if (major !== 7 || minor !== 2) skip(`this QEMU is ${major}.${minor}`);
      const { monitor } = readSource(folder);
      const modules = new Set(monitor.modules.map(({ name }) => name));
      const testimony = compareAnswer(monitor, readSchemaInfo(answer), modules);
      expect(testimony.disagreements).toEqual([]);
      expect(testimony.offered.size).toBeGreaterThan(3000);
      expect(testimony.defines.get("TARGET_I386")).toBe(true);
    });
  });
});

/** Every condition that a model knows. */
function conditionNames(model: Model): Set<string> {
  const names = new Set<string>();
  JSON.stringify(model.definitions, (_, value: unknown) => {
    const condition = value as Partial<Condition> | null;
    if (condition?.kind === "defined" && condition.name !== undefined) names.add(condition.name);
    return value;
  });
  return names;
}
