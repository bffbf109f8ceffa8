import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diffInterfaces } from "../../../../generator/diff/diff.js";
import { interfaceOfModel } from "../../../../generator/diff/from-model.js";
import type { Interface } from "../../../../generator/diff/interface.js";
import { modelText, type ModelDocument } from "../../../../generator/export/model/document.js";
import { modelDocument } from "../../../../generator/export/model/model-document.js";
import { readModel } from "../../../../generator/export/model/read-model.js";
import { readSchema } from "../../../../generator/frontend/read-schema.js";
import { grammar, grammarParts } from "../../../../generator/frontend/shape/grammar.js";
import { importAnswers } from "../../../../generator/import/import-answers.js";
import { readAnswer } from "../../../../generator/import/answer.js";
import { introspect } from "../../../../generator/introspection/introspect.js";
import { commandDefaults, keyOf, type Model } from "../../../../generator/model/index.js";
import { withoutPositions as withoutAnyPosition } from "../../../../generator/model/make-model.js";
import { printSchema } from "../../../../generator/print-schema/schema.js";
import { makeBindings } from "../../support/make-bindings.js";
import { withoutPositions } from "../../support/model.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { keyCases, pragmaCases, type KeyCase, type PragmaCase } from "./key-cases.js";

/** Returns every key of the grammar: `command.data` of an expression, `member.type` of a shared part. */
function keysOf(label: string, schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {}, items } = schema as { properties?: object; items?: unknown };
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      `${label}.${key}`,
      ...keysOf(`${label}.${key}`, value),
    ]),
    ...keysOf(label, items),
  ];
}

const keys = Object.entries({ ...grammar, ...grammarParts }).flatMap(([label, schema]) =>
  keysOf(label, schema),
);

function read(text: string): Model {
  const { model, diagnostics } = readSchema(join(temporaryFolder({ "s.json": text }), "s.json"));
  expect(diagnostics).toEqual([]);
  if (model === undefined) throw new Error("a schema without errors has a model");
  return model;
}

function printed(model: Model): string {
  return printSchema(model)
    .map(({ text }) => text)
    .join("\n");
}

async function emitted(model: Model): Promise<readonly (readonly [string, string])[]> {
  return [...(await makeBindings(model)).files];
}

/** The model as data without its positions, which differ. */
function exported(model: Model): ModelDocument {
  return JSON.parse(modelText(modelDocument(withoutAnyPosition(model)))) as ModelDocument;
}

/** The interface of a server that has all conditions. */
function interfaceOf(text: string): Interface {
  return interfaceOfModel(read(text));
}

/** The model that an import makes of the server's answer and, for what servers do not show, of the schema. */
function imported(model: Model): unknown {
  const schema = introspect(model, { defines: new Set(["A", "B"]) });
  const answer = readAnswer({ name: "answer.json", binary: undefined, version: undefined, schema });
  return withoutPositions(importAnswers([answer], { names: model }).model);
}

test("each key of the grammar has a case", () => {
  const pragmas = Object.keys(pragmaCases).map((key) => `pragma.pragma.${key}`);
  expect(["pragma.pragma", ...Object.keys(keyCases), ...pragmas].sort()).toEqual([...new Set(keys)].sort());
});

describe.each(Object.entries(keyCases))("%s", (_, { before, after, ignored = {} }: KeyCase) => {
  const compare = (stage: keyof NonNullable<KeyCase["ignored"]>, a: unknown, b: unknown): void => {
    if (ignored[stage] === undefined) expect(a).not.toEqual(b);
    else expect(a).toEqual(b);
  };

  test("is resolved", () => {
    compare("resolution", withoutPositions(read(before)), withoutPositions(read(after)));
  });

  test("is printed", () => {
    const model = read(after);
    compare("printing", printed(read(before)), printed(model));
    expect(withoutPositions(read(printed(model)))).toEqual(withoutPositions(model));
  });

  test("is exported to a model file, and read from it", async () => {
    const [old, model] = [exported(read(before)), read(after)];
    compare("resolution", old, exported(model));
    const text = modelText(modelDocument(withoutAnyPosition(model)));
    const { value, diagnostics } = await readModel(join(temporaryFolder({ "m.json": text }), "m.json"));
    expect(diagnostics).toEqual([]);
    expect(value && withoutPositions(value.model)).toEqual(withoutPositions(model));
  });

  test("is a change for clients", () => {
    compare("comparison", [], diffInterfaces(interfaceOf(before), interfaceOf(after)));
  });

  test("is emitted", async () => {
    compare("emission", await emitted(read(before)), await emitted(read(after)));
  });

  test("is imported", () => {
    compare("import", imported(read(before)), imported(read(after)));
  });
});

describe.each(Object.entries(pragmaCases))("the pragma %s", (name, each: PragmaCase) => {
  const directive = `{ 'pragma': { '${name}': ${each.pragma} } }\n`;
  const codes = (text: string): readonly string[] => {
    const entry = join(temporaryFolder({ "s.json": text }), "s.json");
    return readSchema(entry, { documentationRules: true }).diagnostics.map(({ code }) => code);
  };

  test("changes the rules", () => {
    expect(codes(each.schema)).toEqual(each.enables === true ? [] : [each.code]);
    expect(codes(directive + each.schema)).toEqual(each.enables === true ? [each.code] : []);
  });

  test("is printed if the model requires it", () => {
    expect(printed(read(directive + each.schema)).includes(name)).toBe(each.enables !== true);
  });
});

test.each(Object.entries(commandDefaults))(
  "an accessor accepts %s only if it has a meaning for it",
  (name, value) => {
    const key = keyOf(name);
    const given = typeof value === "string" ? "'text'" : String(!value);
    const text = `{ 'event': 'EV', 'data': { 'm': 'str' } }
{ 'struct': 'Arguments', 'data': { 'm': 'str' } }
{ 'command': 'ev', 'data': 'Arguments', 'returns': 'EV', '${key}': ${given} }\n`;
    const entry = join(temporaryFolder({ "s.json": text }), "s.json");
    const accepted = ["boxed", "allow-preconfig"].includes(key);
    const message = `"${key}" cannot be used on a command that returns an event`;
    const { diagnostics } = readSchema(entry);
    expect(diagnostics).toMatchObject(
      accepted ? [] : [{ code: "bad-accessor", message, position: { line: 3 } }],
    );
  },
);
