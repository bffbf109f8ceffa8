import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSchema, type Model, type PrintedFile } from "qapi-ts-generator";
import { versions } from "../versions.js";
import { printLayers } from "./layers.js";

/**
 * Returns the files of `generator/qemu`: the facts about QEMU that are shipped with the generator.
 * @param folder - the folder `schema`.
 */
export function factsFiles(folder: string): PrintedFile[] {
  const schemas = versions.map(({ name }) => ({
    version: name,
    model: readModel(join(folder, "qmp", name, "qapi-schema.json")),
  }));
  const annotations = ["qmp", "qga"].map((protocol) => ({
    path: `annotations/${protocol}.json`,
    text: readFileSync(join(folder, protocol, "annotations.json"), "utf8").replace(
      "../../generator/schemas/",
      "../../schemas/",
    ),
  }));
  const layers = printLayers(schemas).map(({ path, text }) => ({ path: `facts/${path}`, text }));
  return [...layers, ...annotations];
}

function readModel(entry: string): Model {
  const { model } = readSchema(entry);
  if (model === undefined) throw new Error(`${entry} has errors; \`qapi-ts check\` lists them`);
  return model;
}
