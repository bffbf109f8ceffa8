import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { introspect } from "../../generator/introspection/introspect.js";
import type { Condition, Model } from "../../generator/model/index.js";
import { readSchemaInfo } from "../../generator/introspection/schema-info.js";
import { printSchema } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { askBinary } from "../../schema/print/answers.js";
import { compareAnswer } from "../../schema/print/compare/compare.js";
import { readSource } from "../../schema/print/source.js";
import { withoutPositions } from "../generator/support/model.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWith } from "../qemu/support/binaries.js";
import { describeWithSource, versions } from "../qemu/support/sources.js";

const schema = resolve(import.meta.dirname, "../../schema");

function modelOf(entry: string): Model {
  const { model } = readSchema(entry);
  if (!model) throw new Error(`${entry} is invalid`);
  return model;
}

for (const version of versions) {
  describeWithSource(version, `the shipped schema of ${version}`, (folder) => {
    test("has the same introspection as QEMU's schema", () => {
      const shipped = modelOf(join(schema, "qmp", version, "qapi-schema.json"));
      const defines = conditionNames(shipped);
      const original = readSource(folder).monitor;
      const shippedInfos = readSchemaInfo(introspect(shipped, { defines, unmask: true }));
      const originalInfos = readSchemaInfo(introspect(original, { defines, unmask: true }));
      const byName = new Map(originalInfos.map((entry) => [entry.name, entry]));
      expect(shippedInfos.length).toBeGreaterThan(1000);
      for (const entry of shippedInfos) expect(entry).toEqual(byName.get(entry.name));
    });
  });
}

for (const version of versions) {
  describeWithSource(version, `QEMU's schemas of ${version}, printed`, (folder) => {
    test.each(["qapi", "qga", "storage-daemon/qapi"])("%s is read back as the same model", (part) => {
      const model = modelOf(join(folder, part, "qapi-schema.json"));
      // The storage daemon's entry file includes modules of a parent folder.
      const files = printSchema(model).map(({ path, text }) => [join("deep/er", path), text]);
      const printed = temporaryFolder(Object.fromEntries(files) as Record<string, string>);
      const again = modelOf(join(printed, "deep/er/qapi-schema.json"));
      expect(withoutPositions(again)).toEqual(withoutPositions(model));
    });
  });
}

describeWith("qemu-system-x86_64", "the installed QEMU", () => {
  describeWithSource("7.2", "compared with its schema", (folder) => {
    test("has no contradictions", async ({ skip }) => {
      const { schema: answer, version } = await askBinary("qemu-system-x86_64");
      const { major, minor } = (version as { qemu: { major: number; minor: number } }).qemu;
      if (major !== 7 || minor !== 2) skip(`this QEMU is ${major}.${minor}`);
      const { monitor } = readSource(folder);
      const modules = new Set(monitor.modules.map(({ name }) => name));
      const comparison = compareAnswer(monitor, readSchemaInfo(answer), modules);
      expect(comparison.contradictions).toEqual([]);
      expect(comparison.facts.size).toBeGreaterThan(3000);
      expect(comparison.defines.get("TARGET_I386")).toBe(true);
    });
  });
});

/** Returns the names in all conditions of a model. */
function conditionNames(model: Model): Set<string> {
  const names = new Set<string>();
  JSON.stringify(model.definitions, (_, value: unknown) => {
    const condition = value as Partial<Condition> | null;
    if (condition?.kind === "defined" && condition.name !== undefined) names.add(condition.name);
    return value;
  });
  return names;
}
