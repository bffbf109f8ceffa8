import {
  commandDefaults,
  eventDefaults,
  type Command,
  type Event,
  type Members,
  type TypeReference,
} from "../../model/index.js";
import type { MergedCommand, MergedEntry, MergedMember, MergedObject, Use } from "../merge/merged.js";
import { idOf, type BuildContext } from "./context.js";
import { referenceTo } from "./references.js";
import { buildMembers, common } from "./types.js";

/** The definition of a command or event. */
export function buildEntry(entry: MergedEntry, context: BuildContext): Command | Event {
  const known = context.match?.entry(entry.name);
  const parts = inlineMembers(entry.data, context) ?? [];
  const shared = {
    ...common(entry.name, entry, parts, context),
    data: dataOf(entry.data, known?.data, context),
    boxed: isUnion(entry.data, context),
  };
  if (entry.kind === "event") return { kind: "event", ...eventDefaults, ...shared };
  return { kind: "command", ...commandDefaults, ...shared, ...commandParts(entry, known, context) };
}

function commandParts(command: MergedCommand, known: Command | Event | undefined, context: BuildContext) {
  const knownCommand = known?.kind === "command" ? known : undefined;
  return {
    returns: returnsOf(command.returns, knownCommand?.returns, context),
    allowOob: command.allowOob,
    // Servers do not show these: where no schema says them, they are as in most commands.
    successResponse: knownCommand?.successResponse ?? commandDefaults.successResponse,
    gen: knownCommand?.gen ?? commandDefaults.gen,
    allowPreconfig: knownCommand?.allowPreconfig ?? commandDefaults.allowPreconfig,
  };
}

function returnsOf(
  use: Use | undefined,
  known: TypeReference | undefined,
  context: BuildContext,
): TypeReference | undefined {
  return use && referenceTo(use, context, known);
}

function dataOf(use: Use | undefined, known: Members | undefined, context: BuildContext): Members {
  const inline = inlineMembers(use, context);
  if (inline) return { kind: "inline", members: buildMembers(inline, known, context) };
  const id = idOf(use);
  if (id === undefined) return { kind: "inline", members: [] };
  return { kind: "named", type: context.names.get(id) ?? "" };
}

function inlineMembers(use: Use | undefined, context: BuildContext): readonly MergedMember[] | undefined {
  const id = idOf(use);
  return id !== undefined && context.inline.has(id) ? objectOf(id, context)?.members : undefined;
}

/** The members of a union as arguments depend on each other, which only a `boxed` command can have. */
function isUnion(use: Use | undefined, context: BuildContext): boolean {
  const id = idOf(use);
  return id !== undefined && objectOf(id, context)?.tag !== undefined;
}

function objectOf(id: number, { schema }: BuildContext): MergedObject | undefined {
  const type = schema.types.get(id);
  return type?.kind === "object" ? type : undefined;
}
