import {
  moduleFile,
  type Definition,
  type DefinitionLinks,
  type DeviceFile,
  type IndexRow,
  type ModelIndex,
  type ModelInfo,
  type SearchData,
} from "../../data/format.js";
import { loadFileOf, loadModels, loadModule } from "./load-data.js";

/** A definition with what refers to it. */
export interface LinkedDefinition {
  readonly definition: Definition;
  readonly links: DefinitionLinks;
}

/** A shipped model. Definitions are loaded by module, when they are first needed. */
export class Model {
  readonly info: ModelInfo;
  readonly index: ModelIndex;
  /** The rows of the index by the name of the definition. */
  readonly byName: ReadonlyMap<string, IndexRow>;

  constructor(info: ModelInfo, index: ModelIndex) {
    this.info = info;
    this.index = index;
    this.byName = new Map(index.definitions.map((row) => [row[0], row]));
  }

  /** Loads a definition; undefined if the model has none of that name. */
  async definition(name: string): Promise<LinkedDefinition | undefined> {
    const row = this.byName.get(name);
    const module = row && this.index.modules[row[2]];
    if (module === undefined) return undefined;
    const { definitions, links } = await loadModule(this.info.name, moduleFile(module));
    const definition = definitions.find((each) => each.name === name);
    return definition && { definition, links: links[name] ?? { versions: [] } };
  }

  /** Loads the definitions of all modules, by name. */
  async definitions(): Promise<ReadonlyMap<string, Definition>> {
    const modules = await Promise.all(
      this.index.modules.map((module) => loadModule(this.info.name, moduleFile(module))),
    );
    return new Map(modules.flatMap(({ definitions }) => definitions.map((each) => [each.name, each])));
  }

  search(): Promise<SearchData> {
    return loadFileOf(this.info.name, "search");
  }

  /** Loads the devices; undefined if the protocol has none. */
  async devices(): Promise<DeviceFile | undefined> {
    return this.info.hasDevices ? await loadFileOf(this.info.name, "devices") : undefined;
  }
}

const models = new Map<string, Promise<Model>>();

/** Loads the infos of all shipped models, the default first. */
export function modelInfos(): Promise<readonly ModelInfo[]> {
  return loadModels();
}

/** Loads a model by its name. @throws Error (as a rejection) if it is not shipped. */
export function loadModel(name: string): Promise<Model> {
  const known = models.get(name);
  if (known !== undefined) return known;
  const loading = readModel(name);
  models.set(name, loading);
  loading.catch(() => models.delete(name));
  return loading;
}

async function readModel(name: string): Promise<Model> {
  const info = (await loadModels()).find((each) => each.name === name);
  if (info === undefined) throw new Error(`There is no model ${name}.`);
  return new Model(info, await loadFileOf(name, "index"));
}
