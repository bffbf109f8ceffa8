import type {
  Command,
  CommandInfo,
  Definition,
  Event,
  EventInfo,
  Model,
  SchemaInfo,
} from "qapi-ts-generator";
import type { Testimony } from "./facts.js";
import { TypeComparison } from "./types.js";
import { Witness } from "./witness.js";

/**
 * Holds a binary's answer to `query-qmp-schema` against the schema, from the commands and events down to the last
 * type that they use. `modules` are the schema files that this binary was built with.
 */
export function compareAnswer(
  model: Model,
  answer: readonly SchemaInfo[],
  modules: ReadonlySet<string>,
): Testimony {
  const witness = new Witness();
  const infos = new Map(answer.map((info) => [info.name, info]));
  const types = new TypeComparison(model, infos, witness);
  for (const definition of model.definitions) {
    if ((definition.kind !== "command" && definition.kind !== "event") || !modules.has(definition.module))
      continue;
    const info = infos.get(definition.name);
    witness.observe(definition, definition.name, info !== undefined);
    if (info) compareEntry(types, witness, definition, info);
  }
  for (const info of answer) if (isEntry(info) && !knows(model, info)) unknown(witness, info);
  types.finish();
  return witness.testimony();
}

function compareEntry(
  types: TypeComparison,
  witness: Witness,
  definition: Command | Event,
  info: SchemaInfo,
): void {
  witness.compare(definition.name, "its kind", info["meta-type"], definition.kind);
  if (!isEntry(info)) return;
  types.features(definition.name, definition.features, info.features);
  types.data(definition.name, definition.data, info["arg-type"]);
  if (info["meta-type"] === "event" || definition.kind === "event") return;
  types.returns(definition.name, definition.returns, info["ret-type"]);
  witness.compare(definition.name, "allow-oob", String(info["allow-oob"]), String(definition.allowOob));
}

function isEntry(info: SchemaInfo): info is CommandInfo | EventInfo {
  return info["meta-type"] === "command" || info["meta-type"] === "event";
}

function knows(model: Model, info: SchemaInfo): boolean {
  const definition: Definition | undefined = model.byName.get(info.name);
  return definition?.kind === info["meta-type"];
}

function unknown(witness: Witness, info: SchemaInfo): void {
  witness.disagree(`${info.name}: the schema has no such ${info["meta-type"]}`);
}
