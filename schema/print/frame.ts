import {
  type Definition,
  makeModel,
  type Model,
  type Module,
  type PrintedFile,
  printSchema,
} from "qapi-ts-generator";
import { extensionsFile } from "./files.js";
import { headerOf, type Origin } from "./header.js";

const pragmaModule = "pragma";
const extensionsModule = extensionsFile.replace(".json", "");

/**
 * Prints a schema with what every one of ours has around it: a header in each file, a file for the pragmas that
 * comes first, and a place for extensions that comes last and is not printed.
 */
export function printFramed(model: Model, origin: Origin): PrintedFile[] {
  const framed = frame(model);
  const [entry] = framed.modules;
  if (!entry) throw new Error("a schema has at least its entry");
  const files = printSchema(framed, { header: headerOf(origin, entry), pragmaModule });
  return files.filter(({ path }) => path !== extensionsFile);
}

function frame(model: Model): Model {
  const [entry, ...others] = model.modules.filter(({ name }) => name !== pragmaModule);
  if (!entry) return model;
  const included = entry.includes.filter((name) => name !== pragmaModule);
  const includes = [pragmaModule, ...included, extensionsModule];
  const modules = [{ ...entry, includes }, empty(pragmaModule), ...others, empty(extensionsModule)];
  return makeModel(modules, model.definitions);
}

function empty(name: string): Module {
  const definitions: Definition[] = [];
  return { name, file: `${name}.json`, includes: [], definitions, freeForm: [] };
}
