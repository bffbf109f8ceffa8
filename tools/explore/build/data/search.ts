import { firstSentence } from "../../../documentation/documentation.js";
import type {
  Definition,
  DeviceFile,
  DeviceRow,
  IndexRow,
  ModelIndex,
  PartRow,
  PropertyRow,
  SearchData,
} from "../../data/format.js";
import { bodyOf, partsOf, partTexts, summaryOf } from "./parts.js";

/** Returns the index of a model's definitions. */
export function indexOf(definitions: readonly Definition[]): ModelIndex {
  const modules = [...new Set(definitions.map(({ module }) => module))];
  return { modules, definitions: definitions.map((definition) => indexRow(definition, modules)) };
}

function indexRow(definition: Definition, modules: readonly string[]): IndexRow {
  const effect = definition.kind === "command" ? [definition.effect ?? ""] : [];
  const features = (definition.features ?? []).map(({ name }) => name);
  const marks = [...effect, ...features.filter((name) => name === "deprecated" || name === "unstable")]
    .filter((mark) => mark !== "")
    .join(" ");
  const { name, kind, module } = definition;
  const row = [name, kind, modules.indexOf(module), summaryOf(definition)] as const;
  return marks === "" ? row : [...row, marks];
}

/** Returns what the search finds beside the index. */
export function searchOf(definitions: readonly Definition[], devices: DeviceFile | undefined): SearchData {
  return {
    texts: definitions.map((definition) => bodyOf(definition).slice(summaryOf(definition).length).trim()),
    parts: definitions.flatMap(partRows),
    devices: devices === undefined ? [] : Object.entries(devices.devices).map(deviceRow),
    properties: devices === undefined ? [] : propertyRows(devices),
  };
}

function partRows(definition: Definition, index: number): readonly PartRow[] {
  const texts = partTexts(definition);
  return partsOf(definition).map((name) => [index, name, firstSentence(texts.get(name)) ?? ""]);
}

function deviceRow([name, device]: [string, DeviceFile["devices"][string]]): DeviceRow {
  const row = [name, device.category ?? "", device.bus ?? ""] as const;
  return device.alias === undefined ? row : [...row, device.alias];
}

/** Properties of one name have one type in nearly all devices: the first is shown. */
function propertyRows({ devices, shared = {} }: DeviceFile): readonly PropertyRow[] {
  const properties = new Map<string, { readonly type: string; count: number }>();
  for (const { properties: own, shares = [] } of Object.values(devices)) {
    const all = { ...Object.assign({}, ...shares.map((group) => shared[group])), ...own } as typeof own;
    for (const [name, { type }] of Object.entries(all)) {
      const known = properties.get(name);
      if (known === undefined) properties.set(name, { type, count: 1 });
      else known.count += 1;
    }
  }
  return [...properties].map(([name, { type, count }]) => [name, type, count]);
}
