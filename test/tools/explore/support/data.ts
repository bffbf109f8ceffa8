import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelDocument } from "qapi-ts-generator";
import { dataFiles, type History } from "../../../../tools/explore/build/data/files.js";
import {
  moduleFile,
  type ModelIndex,
  type ModuleData,
  type SearchData,
} from "../../../../tools/explore/data/format.js";
import { root } from "../../../support/compile.js";

/** The shipped models. */
export const modelNames: readonly string[] = ["qmp-11.1", "qmp-10.0", "qmp-7.2", "qsd", "qga"];

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

/** The values of all data files. */
export const files: ReadonlyMap<string, unknown> = dataFiles(
  modelNames.map((name) => ({ name, document: read(`generator/models/${name}.json`) as ModelDocument })),
  read("schema/history.json") as History,
);

interface DataOfModel {
  readonly index: ModelIndex;
  readonly search: SearchData;
  readonly modules: readonly ModuleData[];
}

/** Returns the data of a model. */
export function dataOf(model: string): DataOfModel {
  const index = files.get(`${model}/index`) as ModelIndex;
  return {
    index,
    search: files.get(`${model}/search`) as SearchData,
    modules: index.modules.map((module) => files.get(`${model}/modules/${moduleFile(module)}`) as ModuleData),
  };
}
