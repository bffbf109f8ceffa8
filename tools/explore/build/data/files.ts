import type { ModelDocument } from "qapi-ts-generator";
import {
  moduleFile,
  type Definition,
  type DefinitionLinks,
  type ModelInfo,
  type ModuleData,
  type Use,
} from "../../data/format.js";
import { indexOf, searchOf } from "./search.js";
import { usesOf } from "./uses.js";
import { VersionComparison, type Lifetime } from "./versions.js";

/** A shipped model. */
interface NamedModel {
  /** Such as `qmp-11.1`. */
  readonly name: string;
  readonly document: ModelDocument;
}

/** The content of `schema/history.json` that the page shows. */
export interface History {
  readonly monitor: LifetimesOfSchema;
  readonly agent: LifetimesOfSchema;
}

interface LifetimesOfSchema {
  readonly commands: Readonly<Record<string, Lifetime>>;
  readonly events: Readonly<Record<string, Lifetime>>;
}

/** Returns the values of the page's data files by name. @param models - the default first. */
export function dataFiles(models: readonly NamedModel[], history: History): ReadonlyMap<string, unknown> {
  const infos = models.map(infoOf);
  const files = new Map<string, unknown>([["models", infos]]);
  for (const [index, info] of infos.entries()) {
    const document = models[index]?.document;
    if (document === undefined) continue;
    const others = infos.flatMap((other, at) => (other.protocol === info.protocol ? (models[at] ?? []) : []));
    const comparison = new VersionComparison(
      others
        .map(({ document }) => ({
          version: document.server?.version ?? "",
          definitions: document.definitions,
        }))
        .reverse(),
      lifetimesOf(info, history),
    );
    for (const [name, value] of filesOf(document, comparison)) files.set(`${info.name}/${name}`, value);
  }
  return files;
}

function infoOf({ name, document }: NamedModel): ModelInfo {
  const [protocol = ""] = name.split("-");
  if (protocol !== "qmp" && protocol !== "qsd" && protocol !== "qga")
    throw new Error(`unknown model ${name}`);
  const { name: server = "", version = "" } = document.server ?? {};
  return {
    name,
    label: `${server} ${version}`,
    protocol,
    version,
    hasDevices: document.devices !== undefined,
  };
}

function lifetimesOf(
  { protocol }: ModelInfo,
  { monitor, agent }: History,
): Readonly<Record<string, Lifetime>> {
  const { commands, events } = protocol === "qga" ? agent : monitor;
  // The history is that of the emulator.
  return protocol === "qsd" ? {} : { ...commands, ...events };
}

function filesOf(
  { definitions, accessors = [], devices }: ModelDocument,
  comparison: VersionComparison,
): ReadonlyMap<string, unknown> {
  const index = indexOf(definitions);
  const uses = usesOf(definitions);
  const files = new Map<string, unknown>([
    ["index", index],
    ["search", searchOf(definitions, devices)],
  ]);
  const linksOf = (definition: Definition): DefinitionLinks => {
    const usedBy: readonly Use[] | undefined = uses.get(definition.name);
    const accessor = accessors.find(({ event }) => event === definition.name);
    return {
      ...comparison.linksOf(definition),
      ...(usedBy !== undefined && { usedBy }),
      ...(accessor !== undefined && { accessor }),
    };
  };
  for (const module of index.modules) {
    const own = definitions.filter((definition) => definition.module === module);
    const data: ModuleData = {
      definitions: own,
      links: Object.fromEntries(own.map((definition) => [definition.name, linksOf(definition)])),
    };
    files.set(`modules/${moduleFile(module)}`, data);
  }
  if (devices !== undefined) files.set("devices", devices);
  return files;
}
