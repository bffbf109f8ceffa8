import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readAnnotations } from "../../../generator/model/annotations/read-annotations.js";
import type { EmitOptions } from "../../../generator/codegen/context.js";
import { noAnnotations, type Annotations, type Model } from "../../../generator/model/index.js";
import type { DeviceFacts } from "../../../generator/devices/facts.js";
import { readDeviceFacts } from "../../../generator/devices/read-facts.js";
import { loadFormatter } from "../../../generator/codegen/output/format.js";
import { makeBindings, modelOf } from "../support/make-bindings.js";

const cases = join(import.meta.dirname, "cases");

/** The options of some cases. The expected files are in `expected/` beside the schema. */
const options: Readonly<Record<string, Partial<EmitOptions>>> = {
  modules: { runtime: "../../../../../../runtime/codegen.js" },
  documentation: { reference: "https://example.com/{module}.html#{kind}-{name}" },
};

describe.each(["language", "documentation", "naming", "modules", "signals", "effects", "devices"])(
  "%s",
  (name) => {
    const expected = join(cases, name, "expected");
    const model = modelOf(join(cases, name, "schema.json"));
    const made = Promise.all([annotationsIn(join(cases, name), model), devicesIn(join(cases, name))]).then(
      ([annotations, devices]) => makeBindings(model, options[name], annotations, devices),
    );

    test("emits exactly the expected files", async () => {
      const { files } = await made;
      for (const [path, text] of files) await expect(text).toMatchFileSnapshot(join(expected, path));
      expect([...files.keys()].sort()).toEqual(filesBelow(expected));
    });

    test("imports exactly what each file uses", async () => {
      for (const [path, text] of (await made).files) expect(unusedImports(text), path).toEqual([]);
    });

    test("reports renamed identifiers", async () => {
      const { warnings } = await made;
      const text = warnings.map(({ position, message }) => `${position.line}: ${message}\n`).join("");
      await expect(text).toMatchFileSnapshot(join(cases, name, "warnings.txt"));
    });

    test.each(["oxc-ts", "typescript"] as const)(
      "is not changed by prettier with the parser %s",
      async (parser) => {
        const format = await loadFormatter(parser);
        for (const text of (await made).files.values()) expect(await format(text)).toBe(text);
      },
    );
  },
);

function unusedImports(text: string): readonly string[] {
  const code = text.replace(/\/\*[^]*?\*\//g, "");
  const imports = [...code.matchAll(/^import (?:type )?\{([^}]*)\}/gm)];
  const names = imports.flatMap(([, list = ""]) => list.match(/\w+/g) ?? []);
  return names.filter((name) => [...code.matchAll(new RegExp(`\\b${name}\\b`, "g"))].length < 2);
}

/** Reads the annotations beside the schema, if there are any. */
async function annotationsIn(folder: string, model: Model): Promise<Annotations> {
  const file = join(folder, "annotations.json");
  if (!existsSync(file)) return noAnnotations;
  const { annotations, diagnostics } = await readAnnotations(file, model);
  if (annotations === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return annotations;
}

/** Reads the facts about devices beside the schema, if there are any. */
async function devicesIn(folder: string): Promise<DeviceFacts | undefined> {
  const file = join(folder, "devices.json");
  if (!existsSync(file)) return undefined;
  const { facts, diagnostics } = await readDeviceFacts(file);
  if (facts === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return facts;
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort();
}
