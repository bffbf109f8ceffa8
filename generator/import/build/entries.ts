import { commandDefaults, eventDefaults, type Command, type Event, type Members } from "../../model/index.js";
import {
  directTypeId,
  type MergedCommand,
  type MergedEntry,
  type MergedMember,
  type MergedObject,
  type TypeUse,
} from "../merge/merged-schema.js";
import { referenceTo, type BuildContext } from "./context.js";
import { buildMembers, commonProperties } from "./types.js";

/** Builds the definition of a command or an event. */
export function buildEntry(entry: MergedEntry, context: BuildContext): Command | Event {
  const known = context.match?.entry(entry.name);
  const parts = inlineMembers(entry.data, context) ?? [];
  const data = dataOf(entry.data, known?.data, context);
  const shared = {
    ...commonProperties(entry.name, entry, parts, context, known),
    data,
    boxed: isUnion(entry.data, context) || (data.kind === "named" && known?.boxed === true),
  };
  if (entry.kind === "event") return { kind: "event", ...eventDefaults, ...shared };
  return { kind: "command", ...commandDefaults, ...shared, ...commandProperties(entry, known, context) };
}

function commandProperties(
  command: MergedCommand,
  known: Command | Event | undefined,
  context: BuildContext,
) {
  const knownCommand = known?.kind === "command" ? known : undefined;
  return {
    returns: command.returns && referenceTo(command.returns, context, knownCommand?.returns),
    allowOob: command.allowOob,
    // Introspection does not report these properties.
    successResponse: knownCommand?.successResponse ?? commandDefaults.successResponse,
    gen: knownCommand?.gen ?? commandDefaults.gen,
    allowPreconfig: knownCommand?.allowPreconfig ?? commandDefaults.allowPreconfig,
    coroutine: knownCommand?.coroutine ?? commandDefaults.coroutine,
  };
}

function dataOf(use: TypeUse | undefined, known: Members | undefined, context: BuildContext): Members {
  const inline = inlineMembers(use, context);
  if (inline) return { kind: "inline", members: buildMembers(inline, known, context) };
  const id = directTypeId(use);
  if (id === undefined) return { kind: "inline", members: [] };
  return { kind: "named", type: context.names.get(id) ?? "" };
}

function inlineMembers(use: TypeUse | undefined, context: BuildContext): readonly MergedMember[] | undefined {
  const id = directTypeId(use);
  return id !== undefined && context.inline.has(id) ? objectOf(id, context)?.members : undefined;
}

/** Only boxed arguments can be a union. */
function isUnion(use: TypeUse | undefined, context: BuildContext): boolean {
  const id = directTypeId(use);
  return id !== undefined && objectOf(id, context)?.tag !== undefined;
}

function objectOf(id: number, { schema }: BuildContext): MergedObject | undefined {
  const type = schema.types.get(id);
  return type?.kind === "object" ? type : undefined;
}
