import type { ChangeKind, Direction } from "./change-kinds.js";
import { compareTypes } from "./compare-types.js";
import {
  change,
  combine,
  compareFeatures,
  stabilityOf,
  unchanged,
  type Comparison,
  type Location,
  type Lookups,
  type Root,
  type RootPart,
} from "./comparison.js";
import type {
  CommandShape,
  EventShape,
  Interface,
  SchemaOnlyProperties,
  ShapeLookup,
  Type,
} from "./interface.js";

/** Compares all commands and events. The roots are sorted by path. */
export function compareRoots(before: Interface, after: Interface): readonly Root[] {
  const lookups = { old: before.shape, new: after.shape };
  const roots = [
    ...allNames(before.commands, after.commands).flatMap((name) =>
      commandRoots(name, before.commands.get(name), after.commands.get(name), lookups),
    ),
    ...allNames(before.events, after.events).flatMap((name) =>
      eventRoots(name, before.events.get(name), after.events.get(name), lookups),
    ),
  ];
  return roots.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function allNames(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])];
}

function commandRoots(
  name: string,
  before: CommandShape | undefined,
  after: CommandShape | undefined,
  lookups: Lookups,
): readonly Root[] {
  const stability = stabilityOf(before?.features ?? []);
  const at = { path: "", scope: name, stability };
  const root = (part: RootPart, direction: Direction, comparison: Comparison): Root => ({
    path: part === "definition" ? name : `${name}.${part}`,
    part,
    direction,
    stability,
    comparison,
  });
  if (!after) return [root("definition", "sent", change("command-removed", at))];
  if (!before) return [root("definition", "sent", change("command-added", at))];
  const types = (part: "arguments" | "returns"): Comparison =>
    compareTypes(before[part], after[part], { ...at, scope: `${name}.${part}` }, lookups);
  return [
    root("definition", "sent", compareCommandProperties(before, after, at, lookups)),
    root("arguments", "sent", types("arguments")),
    root("returns", "received", types("returns")),
  ];
}

function compareCommandProperties(
  before: CommandShape,
  after: CommandShape,
  at: Location,
  lookups: Lookups,
): Comparison {
  const flag = (old: boolean, now: boolean, on: ChangeKind, off: ChangeKind): Comparison =>
    old === now ? unchanged : change(now ? on : off, at);
  const schemaFlag = (property: keyof SchemaOnlyProperties, on: ChangeKind, off: ChangeKind): Comparison =>
    before.schemaOnly && after.schemaOnly
      ? flag(before.schemaOnly[property], after.schemaOnly[property], on, off)
      : unchanged;
  return combine(
    compareFeatures(before.features, after.features, at),
    flag(before.oob, after.oob, "oob-allowed", "oob-refused"),
    schemaFlag("open", "arguments-opened", "arguments-closed"),
    schemaFlag("replies", "reply-added", "reply-removed"),
    schemaFlag("preconfig", "preconfig-allowed", "preconfig-refused"),
    flag(
      hasArguments(before.arguments, lookups.old),
      hasArguments(after.arguments, lookups.new),
      "arguments-added",
      "arguments-removed",
    ),
  );
}

function hasArguments(type: Type, lookup: ShapeLookup): boolean {
  const shape = type.kind === "shape" ? lookup(type.id) : undefined;
  return shape?.kind !== "object" || shape.members.length > 0;
}

function eventRoots(
  name: string,
  before: EventShape | undefined,
  after: EventShape | undefined,
  lookups: Lookups,
): readonly Root[] {
  const stability = stabilityOf(before?.features ?? []);
  const at = { path: "", scope: name, stability };
  const root = (part: RootPart, comparison: Comparison): Root => ({
    path: part === "definition" ? name : `${name}.${part}`,
    part,
    direction: "received",
    stability,
    comparison,
  });
  if (!after) return [root("definition", change("event-removed", at))];
  if (!before) return [root("definition", change("event-added", at))];
  return [
    root("definition", compareFeatures(before.features, after.features, at)),
    root("data", compareTypes(before.data, after.data, { ...at, scope: `${name}.data` }, lookups)),
  ];
}
