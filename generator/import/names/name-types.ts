import { isBuiltinName } from "../../model/index.js";
import { pascalCase } from "../../codegen/names/words.js";
import {
  typeIdIn,
  usesOfEntry,
  usesOfType,
  type MergedEntry,
  type MergedSchema,
  type MergedType,
  type NamedUse,
} from "../merge/merged-schema.js";

/** The words on the path to a type from the command or event that determines its name. */
interface Route {
  readonly id: number;
  readonly words: readonly string[];
}

/**
 * Names types after their first use: the command or event, and as many words of the path as make the name unique
 * among the types of that command or event (`QueryBlockInserted`). Additional commands therefore do not rename
 * existing types. `given` are the names that are already determined.
 */
export function nameTypes(schema: MergedSchema, given: ReadonlyMap<number, string>): Map<number, string> {
  const names = new Map(given);
  const allocated = new Set([...given.values()].map((name) => name.toLowerCase()));
  const visited = new Set<number>();
  for (const { name: root, uses } of [...rootsOf(schema.entries), unusedRoot(schema)]) {
    const routes = routesFrom(uses, schema, visited).filter(({ id }) => !given.has(id));
    for (const [id, name] of namesWithin(root, routes))
      names.set(id, allocate(validTypeName(name), allocated));
  }
  return names;
}

/** A prefix of type names, and the uses of the types that have it. */
interface Root {
  readonly name: string;
  readonly uses: readonly NamedUse[];
}

/**
 * Sorted by name, because the order of an answer changes when commands move between source files. Upper-case events
 * come first, so that a command which uses the type of an event does not rename it.
 */
function rootsOf(entries: readonly MergedEntry[]): Root[] {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((entry) => ({ name: pascalCase(entry.name), uses: usesOfEntry(entry) }));
}

/** Unused types are named after their first member, value or alternative. */
function unusedRoot({ unused, types }: MergedSchema): Root {
  const uses = unused.map((use) => {
    const type = types.get(typeIdIn(use) ?? -1);
    return { word: (type && firstWord(type)) ?? "type", use };
  });
  return { name: "Unused", uses };
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

/** Returns the shortest paths to the types that are not visited yet, by breadth-first search. */
function routesFrom(start: readonly NamedUse[], schema: MergedSchema, visited: Set<number>): Route[] {
  const routes: Route[] = [];
  const follow = (uses: readonly NamedUse[], words: readonly string[]): void => {
    for (const { word, use } of uses) {
      const id = typeIdIn(use);
      if (id === undefined || visited.has(id)) continue;
      visited.add(id);
      routes.push({ id, words: [...words, pascalCase(word)] });
    }
  };
  follow(start, []);
  // The iteration includes routes that it adds.
  for (const { id, words } of routes) {
    const type = schema.types.get(id);
    if (type) follow(usesOfType(type), words);
  }
  return routes;
}

/** Uses as many words from the end of each route as make it unique. */
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

/** Type names are in CamelCase, are not built-in, and do not end with `List`, which is reserved for arrays. */
function validTypeName(wanted: string): string {
  const isCamelCase = /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/.test(wanted);
  return isCamelCase && !wanted.endsWith("List") && !isBuiltinName(wanted) ? wanted : `${wanted}Type`;
}

/** Adds a number to a name that is taken, ignoring case. */
function allocate(wanted: string, allocated: Set<string>): string {
  let name = wanted;
  for (let count = 2; allocated.has(name.toLowerCase()); count++) name = `${wanted}${count}`;
  allocated.add(name.toLowerCase());
  return name;
}
