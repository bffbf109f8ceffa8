import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindings } from "../../../../generator/codegen/bindings.js";
import { runtimeSymbols } from "../../../../generator/codegen/runtime-symbols.js";
import { nameModel, withLanguageTypes } from "../../../../generator/codegen/names/names.js";
import { diffInterfaces } from "../../../../generator/diff/diff.js";
import { interfaceOfModel } from "../../../../generator/diff/from-model.js";
import { modelText, type ModelDocument } from "../../../../generator/export/model/document.js";
import { modelDocument } from "../../../../generator/export/model/model-document.js";
import { readDocument, type ModelReading } from "../../../../generator/export/model/read-document.js";
import { readModel } from "../../../../generator/export/model/read-model.js";
import { introspect } from "../../../../generator/introspection/introspect.js";
import type { Annotations, Model } from "../../../../generator/model/index.js";
import { hostileAnnotations, hostileModels } from "../../support/hostile-model.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { cases, plainModel, readCase, withoutPositions } from "./documents.js";
import { join } from "node:path";

function throughText(document: ModelDocument): ModelReading {
  return readDocument(JSON.parse(modelText(document)) as ModelDocument);
}

function declarationsOf(model: Model, annotations: Annotations): unknown {
  const whole = withLanguageTypes(model);
  const { value: names } = nameModel(whole, { protocol: "Qmp", reserved: runtimeSymbols, annotations });
  return bindings({
    model: whole,
    names,
    options: { runtime: "qapi-ts/codegen", reference: undefined },
    annotations,
  });
}

describe.each(cases)("$schema", (given) => {
  test("is restored with its annotations, documentation, positions and devices", async () => {
    const { model, annotations, devices } = await readCase(given);
    const read = throughText(modelDocument(model, { annotations, devices }));
    expect(read.devices).toEqual(devices);
    expect(plainModel(read.model)).toEqual(plainModel(model));
    expect(withoutPositions(read.annotations)).toEqual(withoutPositions(annotations));
  });

  test("has the same interface, introspection and bindings after it is restored", async () => {
    const { model, annotations } = await readCase(given);
    const read = throughText(modelDocument(model, { annotations }));
    expect(diffInterfaces(interfaceOfModel(model), interfaceOfModel(read.model))).toEqual([]);
    expect(introspect(read.model, { unmask: true })).toEqual(introspect(model, { unmask: true }));
    expect(declarationsOf(read.model, read.annotations)).toEqual(declarationsOf(model, annotations));
  });

  test("is accepted as a file", async () => {
    const { model, ...content } = await readCase(given);
    const text = modelText(modelDocument(model, content));
    const { value, diagnostics } = await readModel(join(temporaryFolder({ "m.json": text }), "m.json"));
    expect(diagnostics).toEqual([]);
    expect(value && modelText(modelDocument(value.model, value))).toBe(text);
  });
});

test("names and texts of any characters are restored", () => {
  fc.assert(
    fc.property(hostileModels, (model) => {
      const annotations = hostileAnnotations(model);
      const document = modelDocument(model, { annotations, server: { name: "__proto__", version: "1.0" } });
      const read = throughText(document);
      expect(plainModel(read.model)).toEqual(plainModel(model));
      expect(modelDocument(read.model, read)).toEqual(document);
    }),
    { numRuns: 100 },
  );
});
