import { visible } from "../../diagnostics/visible.js";
import {
  isBuiltinName,
  isType,
  type Definition,
  type Model,
  type TypeDefinition,
  type TypeReference,
} from "../../model/index.js";
import { eventName } from "../signal-draft/event-name.js";
import { partsOf } from "./parts.js";
import type { Finding, Schema } from "./rule.js";

/** Every type that a definition uses by name must be there. */
export function* referenceRules(definition: Definition, { model }: Schema): Iterable<Finding> {
  for (const name of namesUsed(definition)) {
    if (kindOfType(model, name) !== undefined) continue;
    const other = model.byName.get(name) ?? model.byName.get(eventName(name) ?? "");
    yield {
      code: "unknown-type",
      message: other ? `${other.kind} ${visible(name)} is not a type` : `there is no type ${visible(name)}`,
      help: helpFor(definition, other),
    };
  }
}

function helpFor(definition: Definition, other: Definition | undefined): string {
  if (other === undefined) return "define it, or include the file that does";
  if (definition.kind === "command" && other.kind === "event") {
    return "a command that returns an event is a signal accessor, and takes no flags but 'boxed' and 'allow-preconfig'";
  }
  return "name a struct, union, enum, alternate or built-in type";
}

/** The type of that name; commands, accessors and events, which share the name space, are none. */
export function findType(model: Model, name: string): TypeDefinition | undefined {
  const found = model.byName.get(name);
  return found !== undefined && isType(found) ? found : undefined;
}

/** What sort of type a name means. Nothing for an unknown one, which only `referenceRules` reports. */
export function kindOfType(model: Model, name: string): TypeDefinition["kind"] | "built-in type" | undefined {
  return isBuiltinName(name) ? "built-in type" : findType(model, name)?.kind;
}

/** The name at the bottom of a use of a type. */
export function nameIn(type: TypeReference): string {
  return type.kind === "array" ? nameIn(type.element) : type.name;
}

function namesUsed(definition: Definition): Set<string> {
  const names = new Set<string>();
  if (definition.kind === "struct" && definition.base !== undefined) names.add(definition.base);
  if (definition.kind === "union" && definition.base.kind === "named") names.add(definition.base.type);
  if ("data" in definition && definition.data.kind === "named") names.add(definition.data.type);
  for (const part of partsOf(definition)) if ("type" in part) names.add(nameIn(part.type));
  if (definition.kind === "command" && definition.returns) names.add(nameIn(definition.returns));
  return names;
}
