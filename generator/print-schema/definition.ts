import type {
  Accessor,
  AlternateType,
  Command,
  Definition,
  EnumType,
  Event,
  StructType,
} from "../model/model.js";
import type { Members, UnionType } from "../model/model.js";
import type { Entry, Value } from "./layout.js";
import { branchesValue, enumValues, extras, inlineMembers, membersValue, typeValue } from "./types.js";

/** The expression that defines it. Keys that would only repeat the language's default are left out. */
export function definitionValue(definition: Definition): Value {
  return {
    entries: [
      [definition.kind === "accessor" ? "command" : definition.kind, definition.name],
      ...specifics(definition),
      ...extras(definition.condition, definition.features),
    ],
  };
}

function specifics(definition: Definition): Entry[] {
  switch (definition.kind) {
    case "enum":
      return enumEntries(definition);
    case "struct":
      return structEntries(definition);
    case "union":
      return unionEntries(definition);
    case "alternate":
      return alternateEntries(definition);
    case "command":
      return commandEntries(definition);
    case "event":
      return eventEntries(definition);
    case "accessor":
      return accessorEntries(definition);
  }
}

function enumEntries({ prefix, values }: EnumType): Entry[] {
  return [...when(prefix !== undefined, "prefix", prefix ?? ""), ["data", enumValues(values)]];
}

function structEntries({ base, members }: StructType): Entry[] {
  return [...when(base !== undefined, "base", base ?? ""), ["data", inlineMembers(members)]];
}

function unionEntries({ base, discriminator, branches }: UnionType): Entry[] {
  return [
    ["base", membersValue(base)],
    ["discriminator", discriminator],
    ["data", branchesValue(branches)],
  ];
}

function alternateEntries({ alternatives }: AlternateType): Entry[] {
  return [["data", branchesValue(alternatives)]];
}

function commandEntries(command: Command): Entry[] {
  return [
    ...dataEntries(command.data, command.boxed),
    ...(command.returns ? [["returns", typeValue(command.returns)] as const] : []),
    ...when(!command.successResponse, "success-response", false),
    ...when(!command.gen, "gen", false),
    ...when(command.allowOob, "allow-oob", true),
    ...when(command.allowPreconfig, "allow-preconfig", true),
    ...when(command.coroutine, "coroutine", true),
  ];
}

function eventEntries({ data, boxed }: Event): Entry[] {
  return dataEntries(data, boxed);
}

/** A signal accessor is a command that returns an event. */
function accessorEntries({ event, ...accessor }: Accessor): Entry[] {
  return commandEntries({ ...accessor, kind: "command", returns: { kind: "defined", name: event } });
}

function dataEntries(data: Members, boxed: boolean): Entry[] {
  const none = data.kind === "inline" && data.members.length === 0;
  return [...when(boxed, "boxed", true), ...when(!none, "data", membersValue(data))];
}

function when(condition: boolean, key: string, value: Value): Entry[] {
  return condition ? [[key, value]] : [];
}
