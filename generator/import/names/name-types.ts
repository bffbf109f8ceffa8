import { isBuiltinName } from "../../model/index.js";
import { pascalCase } from "../../codegen/names/words.js";
import type { MergedEntry, MergedSchema, MergedType } from "../merge/merged.js";
import { entrySteps, typeIn, typeSteps, type Step } from "./uses.js";

/** How a type is reached from the command or event that gives it its name. */
interface Route {
  readonly id: number;
  readonly words: readonly string[];
}

/**
 * Names types after their use: the command or event that uses them first, and the member, as much of the way there as
 * tells them apart (`QueryBlockInserted`). Only what the same command or event uses has a say in a name, so that
 * another command renames nothing. `taken` are names that are given already.
 */
export function nameTypes(schema: MergedSchema, taken: ReadonlyMap<number, string>): Map<number, string> {
  const names = new Map(taken);
  const used = new Set([...taken.values()].map((name) => name.toLowerCase()));
  const visited = new Set<number>();
  for (const { name: root, steps } of [...rootsOf(schema.entries), unusedRoot(schema)]) {
    const routes = routesFrom(steps, schema, visited).filter(({ id }) => !taken.has(id));
    for (const [id, name] of namesWithin(root, routes)) names.set(id, free(typeName(name), used));
  }
  return names;
}

/** What gives the types that it uses their names. */
interface Root {
  readonly name: string;
  readonly steps: readonly Step[];
}

/**
 * By name and not as the answer has them: a server's order changes when commands move from one of its files to
 * another. Events, being in capitals, come first, so that even a command that uses what they use renames nothing of it.
 */
function rootsOf(entries: readonly MergedEntry[]): Root[] {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((entry) => ({ name: pascalCase(entry.name), steps: entrySteps(entry) }));
}

/** What nothing uses is named after the first thing that it has itself. */
function unusedRoot({ unused, types }: MergedSchema): Root {
  const steps = unused.map((use) => {
    const type = types.get(typeIn(use) ?? -1);
    return { word: (type && firstWord(type)) ?? "type", use };
  });
  return { name: "Unused", steps };
}

function firstWord(type: MergedType): string | undefined {
  switch (type.kind) {
    case "enum":
      return type.values[0]?.name;
    case "object":
      return type.members[0]?.name;
    case "alternate":
      return type.alternatives[0]?.jsonType;
  }
}

/** The shortest ways to the types that no entry before has led to. */
function routesFrom(start: readonly Step[], schema: MergedSchema, visited: Set<number>): Route[] {
  const routes: Route[] = [];
  const follow = (steps: readonly Step[], words: readonly string[]): void => {
    for (const { word, use } of steps) {
      const id = typeIn(use);
      if (id === undefined || visited.has(id)) continue;
      visited.add(id);
      routes.push({ id, words: [...words, pascalCase(word)] });
    }
  };
  follow(start, []);
  // The list grows while it is gone through: what is near comes before what is far.
  for (const { id, words } of routes) {
    const type = schema.types.get(id);
    if (type) follow(typeSteps(type), words);
  }
  return routes;
}

/** As many words from the end of each route as it needs to be the only one. */
function namesWithin(root: string, routes: readonly Route[]): Map<number, string> {
  const names = new Map<number, string>();
  let open = routes;
  for (let length = 1; open.length > 0; length++) {
    const groups = groupBySuffix(open, length);
    open = [];
    for (const [suffix, group] of groups) {
      const isExhausted = group.every(({ words }) => words.length <= length);
      if (group.length > 1 && !isExhausted) open = [...open, ...group];
      else for (const { id } of group) names.set(id, root + suffix);
    }
  }
  return names;
}

function groupBySuffix(routes: readonly Route[], length: number): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const suffix = route.words.slice(-length).join("");
    groups.set(suffix, [...(groups.get(suffix) ?? []), route]);
  }
  return groups;
}

/** A name that the language takes for a type: in CamelCase, and none that it has itself or keeps for arrays. */
function typeName(wanted: string): string {
  const isCamelCase = /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/.test(wanted);
  return isCamelCase && !wanted.endsWith("List") && !isBuiltinName(wanted) ? wanted : `${wanted}Type`;
}

/** Names that differ in their capitals only would be hard to tell apart. */
function free(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let count = 2; used.has(name.toLowerCase()); count++) name = `${wanted}${count}`;
  used.add(name.toLowerCase());
  return name;
}
