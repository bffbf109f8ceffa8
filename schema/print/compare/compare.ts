import type { Command, Event, Model } from "qapi-ts-generator";
import type { CommandInfo, EventInfo, SchemaInfo } from "qapi-ts-generator/introspection";
import { ObservationLog, type AnswerComparison } from "./observations.js";
import { TypeComparison } from "./types.js";

/**
 * Compares a binary's answer to `query-qmp-schema` with the schema: the commands and events, and all types that they
 * use. `modules` are the schema files that the binary was built with.
 */
export function compareAnswer(
  model: Model,
  answer: readonly SchemaInfo[],
  modules: ReadonlySet<string>,
): AnswerComparison {
  const log = new ObservationLog();
  const infos = new Map(answer.map((info) => [info.name, info]));
  const types = new TypeComparison(model, infos, log);
  for (const definition of model.definitions) {
    if (definition.kind !== "command" && definition.kind !== "event") continue;
    if (!modules.has(definition.module)) continue;
    const info = infos.get(definition.name);
    log.observe(definition, definition.name, info !== undefined);
    if (info) compareEntry(types, log, definition, info);
  }
  for (const info of answer.filter(isEntry)) {
    const kind = info["meta-type"];
    const isDefined = model.byName.get(info.name)?.kind === kind;
    if (!isDefined) log.contradict(`${info.name}: the schema has no such ${kind}`);
  }
  types.compareUsedTypes();
  return log.result();
}

function compareEntry(
  types: TypeComparison,
  log: ObservationLog,
  definition: Command | Event,
  info: SchemaInfo,
): void {
  log.compare(definition.name, "meta-type", info["meta-type"], definition.kind);
  if (!isEntry(info)) return;
  types.compareFeatures(definition.name, definition.features, info.features);
  types.compareData(definition.name, definition.data, info["arg-type"]);
  if (info["meta-type"] === "event" || definition.kind === "event") return;
  types.compareReturns(definition.name, definition.returns, info["ret-type"]);
  log.compare(definition.name, "allow-oob", String(info["allow-oob"]), String(definition.allowOob));
}

function isEntry(info: SchemaInfo): info is CommandInfo | EventInfo {
  return info["meta-type"] === "command" || info["meta-type"] === "event";
}
