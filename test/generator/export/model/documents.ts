import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { DeviceFacts } from "../../../../generator/devices/facts.js";
import { readDeviceFacts } from "../../../../generator/devices/read-facts.js";
import { readAnnotated } from "../../../../generator/frontend/read-schema.js";
import type { Annotations, Model } from "../../../../generator/model/index.js";

const root = resolve(import.meta.dirname, "../../../..");

interface Case {
  readonly schema: string;
  readonly annotations?: string;
  readonly devices?: string;
}

const qmp = (version: string): Case => ({
  schema: `schema/qmp/${version}/qapi-schema.json`,
  annotations: "schema/qmp/annotations.json",
  devices: `schema/devices/${version}.json`,
});

const accepted = (name: string): Case => ({ schema: `test/generator/frontend/accepted/${name}.json` });

const generated = (name: string): Case => {
  const folder = `test/generator/codegen/cases/${name}`;
  const annotations = `${folder}/annotations.json`;
  return {
    schema: `${folder}/schema.json`,
    ...(existsSync(join(root, annotations)) && { annotations }),
  };
};

/** Schemas that have every construct of the language and of annotations. */
export const cases: readonly Case[] = [
  ...["11.1", "10.0", "7.2"].map(qmp),
  { schema: "schema/qsd/qapi-schema.json", annotations: "schema/qmp/annotations.json" },
  { schema: "schema/qga/qapi-schema.json", annotations: "schema/qga/annotations.json" },
  ...["language", "documentation", "signals"].map(accepted),
  ...["language", "documentation", "naming", "modules", "signals", "effects"].map(generated),
  {
    schema: "test/generator/model/annotations/schema.json",
    annotations: "test/generator/model/annotations/valid.json",
  },
];

export async function readCase({ schema, annotations: file, devices: facts }: Case): Promise<{
  readonly model: Model;
  readonly annotations: Annotations;
  readonly devices: DeviceFacts | undefined;
}> {
  const path = file === undefined ? undefined : join(root, file);
  const { model, annotations, diagnostics } = await readAnnotated(join(root, schema), path, {
    skipUnknown: true,
  });
  if (model === undefined || annotations === undefined) throw new Error(JSON.stringify(diagnostics));
  const devices = facts === undefined ? undefined : (await readDeviceFacts(join(root, facts))).facts;
  return { model, annotations, devices };
}

/** Returns a model as plain data, with paths relative to its first file, and with the lines that a joined text has. */
export function plainModel({ modules, definitions, byName }: Model): unknown {
  const folder = dirname(resolve(modules[0]?.file ?? ""));
  const text = JSON.stringify({ modules, definitions, byName: [...byName] }, (key, value: unknown) => {
    if (key === "file" && value !== "") return relative(folder, resolve(String(value)));
    if (key === "lines" && Array.isArray(value))
      return value.length === 0 ? [] : value.join("\n").split("\n");
    return value;
  });
  return JSON.parse(text) as unknown;
}

/** Returns annotations without the positions in their file, which a model as data does not have. */
export function withoutPositions({ accessors, completions, ...others }: Annotations): unknown {
  return {
    ...others,
    accessors: accessors.map((accessor) => ({ ...accessor, position: undefined })),
    completions: new Map([...completions].map(([name, { description }]) => [name, description])),
  };
}
