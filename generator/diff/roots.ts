import { compareFeatures } from "./compare-features.js";
import { compareTypes } from "./compare-types.js";
import { change, marksOf, same, together, type Comparison, type Marks, type Sides } from "./comparison.js";
import type { CommandShape, EventShape, Interface, SchemaOnly, Type } from "./interface.js";
import type { ChangeKind, Direction } from "./kinds.js";

/** Where types begin to be used: a command's arguments, its return, an event's data; or the message itself. */
export interface Root {
  readonly path: string;
  readonly direction: Direction;
  readonly marks: Marks;
  readonly comparison: Comparison;
}

/** Compares all commands and events; sorted by their paths. */
export function compareRoots(old: Interface, now: Interface): readonly Root[] {
  const sides = { old: old.shape, new: now.shape };
  const roots = [
    ...names(old.commands, now.commands).flatMap((name) =>
      commandRoots(name, old.commands.get(name), now.commands.get(name), sides),
    ),
    ...names(old.events, now.events).flatMap((name) =>
      eventRoots(name, old.events.get(name), now.events.get(name), sides),
    ),
  ];
  return roots.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function names(old: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...old.keys(), ...now.keys()])];
}

function commandRoots(
  name: string,
  old: CommandShape | undefined,
  now: CommandShape | undefined,
  sides: Sides,
): readonly Root[] {
  const marks = marksOf(old?.features ?? []);
  const at = { path: "", scope: name, marks };
  const root = (path: string, direction: Direction, comparison: Comparison): Root => ({
    ...{ path, direction, marks },
    comparison,
  });
  if (!now) return [root(name, "sent", change("command-removed", at))];
  if (!old) return [root(name, "sent", change("command-added", at))];
  const [args, returns] = [`${name}.arguments`, `${name}.returns`];
  const [before, after] = [takesNone(old.arguments, sides.old), takesNone(now.arguments, sides.new)];
  const flags = together(
    compareFeatures(old.features, now.features, at),
    ...compareFlags(old, now, name),
    before === after ? same : change(before ? "arguments-begun" : "arguments-ended", at),
  );
  return [
    root(name, "sent", flags),
    root(args, "sent", compareTypes(old.arguments, now.arguments, { ...at, scope: args }, sides)),
    root(returns, "received", compareTypes(old.returns, now.returns, { ...at, scope: returns }, sides)),
  ];
}

function takesNone(type: Type, find: Sides["old"]): boolean {
  const shape = type.kind === "shape" ? find(type.id) : undefined;
  return shape?.kind === "object" && shape.members.length === 0;
}

function compareFlags(old: CommandShape, now: CommandShape, name: string): readonly Comparison[] {
  const at = { path: "", scope: name, marks: marksOf(old.features) };
  const flag = (before: boolean, after: boolean, on: ChangeKind, off: ChangeKind): Comparison =>
    before === after ? same : change(after ? on : off, at);
  const only = (pick: (of: SchemaOnly) => boolean, on: ChangeKind, off: ChangeKind): Comparison =>
    old.schemaOnly && now.schemaOnly ? flag(pick(old.schemaOnly), pick(now.schemaOnly), on, off) : same;
  return [
    flag(old.oob, now.oob, "oob-allowed", "oob-refused"),
    only(({ open }) => open, "arguments-opened", "arguments-closed"),
    only(({ replies }) => replies, "reply-added", "reply-removed"),
    only(({ preconfig }) => preconfig, "preconfig-allowed", "preconfig-refused"),
  ];
}

function eventRoots(
  name: string,
  old: EventShape | undefined,
  now: EventShape | undefined,
  sides: Sides,
): readonly Root[] {
  const marks = marksOf(old?.features ?? []);
  const at = { path: "", scope: name, marks };
  const root = (path: string, comparison: Comparison): Root => ({
    ...{ path, direction: "received", marks },
    comparison,
  });
  if (!now) return [root(name, change("event-removed", at))];
  if (!old) return [root(name, change("event-added", at))];
  const data = `${name}.data`;
  return [
    root(name, compareFeatures(old.features, now.features, at)),
    root(data, compareTypes(old.data, now.data, { ...at, scope: data }, sides)),
  ];
}
