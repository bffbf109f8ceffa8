import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonSchemaDocument } from "../../../generator/export/json-schema-document.js";
import { jsonText } from "../../../generator/export/model/document.js";
import {
  type Annotations,
  base64Members,
  isType,
  type Model,
  noAnnotations,
} from "../../../generator/model/index.js";
import { createCompiler, validatorOf } from "../../../generator/validate/compile.js";
import { jsonSchemas } from "../../../generator/validate/json-schema.js";
import { requests } from "../../support/requests/requests.js";
import { hostileAnnotations, hostileModels } from "../support/hostile-model.js";
import { modelOf } from "../support/make-bindings.js";
import { cases, readCase } from "./model/documents.js";

const root = resolve(import.meta.dirname, "../../..");
const validationCases = join(root, "test/generator/validate/cases");

interface Documents {
  readonly $defs: Readonly<Record<string, object>>;
}

function documentOf(model: Model, annotations: Annotations = noAnnotations): Documents {
  const document = jsonSchemaDocument({ model, annotations, server: undefined });
  return JSON.parse(jsonText(document, 2)) as Documents;
}

/** Compiles an entry of an exported document with a validator of JSON Schema. */
function compilerOf(document: Documents): (key: string) => ValidateFunction {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    ownProperties: true,
  });
  ajv.addSchema(document, "exported");
  return (key) => {
    const found = ajv.getSchema(`exported#/$defs/${key}`);
    if (found === undefined) throw new Error(`no schema ${key}`);
    return found;
  };
}

/** Decides on a value by the exported schema and by the generated validators. */
function comparison(
  model: Model,
  annotations: Annotations,
): (key: string, value: unknown) => boolean | undefined {
  const exported = compilerOf(documentOf(model, annotations));
  const own = createCompiler(jsonSchemas(model, { base64: base64Members(model, annotations) }));
  return (key, value) => {
    const validator = validatorOf(own, key);
    if (validator === undefined) return undefined;
    const expected = validator(value);
    const found = exported(key.replaceAll(":", "."))(value);
    expect([key, JSON.stringify(value), found]).toEqual([key, JSON.stringify(value), expected]);
    return found;
  };
}

describe.each(cases)("the JSON Schema of $schema", (given) => {
  test("is valid by the meta-schema, and has an entry for all that it describes", async () => {
    const { model, annotations } = await readCase(given);
    const document = documentOf(model, annotations);
    const ajv = new Ajv2020();
    expect([ajv.validateSchema(document), ajv.errors]).toEqual([true, null]);
    // To compile the schemas of every version would take a minute.
    const compile = compilerOf(document);
    const isRepeated = /qmp\/(10|7)|qsd/.test(given.schema);
    for (const key of isRepeated ? [] : Object.keys(document.$defs)) compile(key);
    const types = model.definitions
      .filter(isType)
      .flatMap(({ name }) => [`sent.${name}`, `received.${name}`]);
    expect(types.filter((key) => !(key in document.$defs))).toEqual([]);
    const commands = model.definitions.filter(({ kind }) => kind === "command");
    expect(commands.filter(({ name }) => !(`arguments.${name}` in document.$defs))).toEqual([]);
    expect(commands.filter(({ name }) => !(`return.${name}` in document.$defs))).toEqual([]);
  });
});

/** The part of a message that the schema of a command or event decides on, and the key of that schema. */
function partOf(line: string): readonly [key: string, value: unknown] | undefined {
  try {
    const { kind, command, json } = JSON.parse(line) as {
      kind: string;
      command?: string;
      json: Record<string, unknown>;
    };
    if (kind === "command") {
      return [`arguments:${String(json["execute"] ?? json["exec-oob"])}`, json["arguments"] ?? {}];
    }
    if (kind === "reply") return [`return:${String(command)}`, json["return"]];
    return kind === "event" ? [`event:${String(json["event"])}`, json["data"] ?? {}] : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

describe("the exported schemas and the generated validators agree", () => {
  test.each(readdirSync(validationCases).filter((file) => file.endsWith(".jsonl")))("agree on %s", (name) => {
    const compare = comparison(modelOf(join(validationCases, "schema.json")), noAnnotations);
    const lines = readFileSync(join(validationCases, name), "utf8").trim().split("\n");
    const results = lines.flatMap((line) => {
      const part = partOf(line);
      return part === undefined ? [] : [compare(...part)];
    });
    const isAboutEnvelopes = /^(envelope|json|syntax|line)/.test(name);
    if (!isAboutEnvelopes) expect(results.filter((each) => each !== undefined).length).toBeGreaterThan(3);
  });

  test.each(["11.1", "7.2"])("agree on requests to QEMU %s", async (version) => {
    const { model, annotations } = await readCase({
      schema: `schema/qmp/${version}/qapi-schema.json`,
      annotations: "schema/qmp/annotations.json",
    });
    const compare = comparison(model, annotations);
    const counts = { accept: 0, reject: 0 };
    for (const { text } of requests(model, 13)) {
      if (counts.accept + counts.reject > 2000) break;
      const part = partOf(`{"kind":"command","json":${text}}`);
      const result = part && compare(...part);
      if (result !== undefined) counts[result ? "accept" : "reject"]++;
    }
    expect(Math.min(counts.accept, counts.reject)).toBeGreaterThan(300);
  });

  test("agree on the limits of integers and on base64", async () => {
    const { model, annotations } = await readCase({
      schema: "schema/qga/qapi-schema.json",
      annotations: "schema/qga/annotations.json",
    });
    const compare = comparison(model, annotations);
    const handles = [0, -1, 0.5, 2 ** 53, 2 ** 63, -(2 ** 63), 2 ** 64, "1", null];
    expect(handles.map((handle) => compare("arguments:guest-file-close", { handle }))).toEqual(
      handles.map(
        (handle) => Number.isInteger(handle) && Math.abs(Number(handle)) <= 2 ** 63 && handle !== 2 ** 63,
      ),
    );
    for (const text of ["", "aA==", "aGVsbG8=", "AAAA", "a", "aA=", "a===", "aG-_", "=AAA", "AA==AAAA"]) {
      expect(compare("arguments:guest-file-write", { handle: 1, "buf-b64": text })).toBe(
        text === "" || Buffer.from(text, "base64").toString("base64") === text,
      );
    }
  });
});

describe("a schema for values of a newer server", () => {
  const schema = compilerOf(documentOf(modelOf(join(root, "schema/qmp/11.1/qapi-schema.json"))));

  test("accepts unknown values and members in what is received, and not in what is sent", () => {
    expect(schema("received.RunState")("hibernated")).toBe(true);
    expect(schema("sent.RunState")("hibernated")).toBe(false);
    expect(schema("received.StatusInfo")({ running: true, status: "hibernated", more: 1 })).toBe(true);
    expect(schema("sent.BlockdevOptions")({ driver: "file", filename: "a", more: 1 })).toBe(false);
  });
});

test("names and texts of any characters give a valid schema", () => {
  const ajv = new Ajv2020();
  fc.assert(
    fc.property(hostileModels, (model) => {
      const document = documentOf(model, hostileAnnotations(model));
      expect([ajv.validateSchema(document), ajv.errors]).toEqual([true, null]);
      const keys = Object.keys(document.$defs).filter((key) => key.startsWith("event."));
      expect(keys).toEqual(
        model.definitions.filter(({ kind }) => kind === "event").map(({ name }) => `event.${name}`),
      );
    }),
    { numRuns: 50 },
  );
});

test("the limits of 64-bit integers are exact in the text", () => {
  const text = jsonText(
    jsonSchemaDocument({
      model: modelOf(join(validationCases, "schema.json")),
      annotations: noAnnotations,
      server: undefined,
    }),
    2,
  );
  expect(text).toContain('"minimum":-9223372036854775808,"exclusiveMaximum":9223372036854775808');
  expect(text).toContain('"exclusiveMaximum":18446744073709551616');
});

test("descriptions and deprecation are those of the documentation", () => {
  const { $defs } = documentOf(modelOf(join(root, "test/generator/codegen/cases/documentation/schema.json")));
  expect(JSON.stringify($defs, null, 1)).toMatchSnapshot();
});
