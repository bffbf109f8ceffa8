import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type AnySchemaObject } from "ajv";
import {
  diffInterfaces,
  interfaceOfModel,
  readConfig,
  readModel,
  readSchema,
  type ModelDocument,
  type ModelReading,
  type Target,
} from "qapi-ts-generator";
import { beforeAll, describe, expect, test } from "vitest";
import { shippedModels, type ShippedFile } from "../../schema/models/models.js";
import { root } from "../support/compile.js";

const folder = join(root, "generator/models");
const config = join(root, "qapi-ts.config.json");
const files = readdirSync(folder);
const published = JSON.parse(
  readFileSync(join(root, "generator/schemas/model.json"), "utf8"),
) as AnySchemaObject;
const validate = new Ajv({ strict: false, allErrors: true }).compile(published);

let shipped: readonly ShippedFile[];
let targets: readonly Target[];

beforeAll(async () => {
  shipped = await shippedModels(config);
  targets = (await readConfig(config)).targets;
});

test("each of the shipped bindings has a model", () => {
  expect(files).toEqual(["qga.json", "qmp-10.0.json", "qmp-11.1.json", "qmp-7.2.json", "qsd.json"]);
  expect(shipped.map(({ file }) => file).sort()).toEqual(files);
});

test("the package exports each of them", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "generator/package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, unknown>>;
  };
  const exported = Object.keys(exports).filter((name) => name.startsWith("./models/"));
  expect(exported).toEqual(files.map((file) => `./models/${file}`));
});

describe.each(files)("the shipped model %s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");

  test("is what is exported (npm run models writes it)", () => {
    // The texts are too long for a readable difference.
    expect(shipped.find((each) => each.file === file)?.text === text).toBe(true);
  });

  test("matches the published schema", () => {
    expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
  });

  test("is the interface of the schema that the bindings are generated from", async () => {
    const model = await readShipped(file);
    const target = targets.find(
      ({ name, server }) =>
        name.toLowerCase() === file.replace(/[-.].*/, "") && server?.version === model.server?.version,
    );
    const schema = readSchema(target?.schema ?? "").model;
    expect(schema && diffInterfaces(interfaceOfModel(schema), interfaceOfModel(model.model))).toEqual([]);
  });

  test("has an effect for each command, and a server", () => {
    const { definitions, server } = JSON.parse(text) as ModelDocument;
    const commands = definitions.filter((each) => each.kind === "command");
    expect(commands.length).toBeGreaterThan(30);
    expect(commands.filter(({ effect }) => effect === undefined).map(({ name }) => name)).toEqual([]);
    expect(server?.version).toMatch(/^\d+\.\d+$/);
  });
});

test("the models of QEMU have the devices of its version", async () => {
  for (const version of ["11.1", "10.0", "7.2"]) {
    const { devices, server } = await readShipped(`qmp-${version}.json`);
    expect(server).toEqual({ name: "QEMU", version });
    expect(devices?.version.startsWith(`${version}.`)).toBe(true);
    expect(devices?.devices["virtio-blk-pci"]?.properties["share-rw"]).toEqual({
      type: "bool",
      default: false,
    });
  }
});

async function readShipped(file: string): Promise<ModelReading> {
  const { value, diagnostics } = await readModel(join(folder, file));
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value;
}
