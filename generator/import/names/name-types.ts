import { pascalCase } from "../../codegen/names/allocate.js";
import { isBuiltinName } from "../../model/index.js";
import {
  typeIdIn,
  type MergedEntry,
  type MergedSchema,
  type MergedType,
  type TypeUse,
} from "../merge/merged-schema.js";

/** The words on the path to a type from the command or event that determines its name. */
interface Route {
  readonly id: number;
  readonly word: string;
  /** The route to the type that uses this one. A path can contain every type, so routes share their parts. */
  readonly from: Route | undefined;
}

/**
 * Names types after their first use: the command or event, and as many words of the path as make the name unique
 * among the types of that command or event (`QueryBlockInserted`). Additional commands therefore do not rename
 * existing types. `given` are the names that are already determined.
 */
export function nameTypes(schema: MergedSchema, given: ReadonlyMap<number, string>): Map<number, string> {
  const names = new Map(given);
  const allocated = new Set([...given.values()].map((name) => name.toLowerCase()));
  const counts = new Map<string, number>();
  const visited = new Set<number>();
  for (const { name: root, uses } of [...rootsOf(schema.entries), unusedRoot(schema)]) {
    const routes = routesFrom(uses, schema, visited).filter(({ id }) => !given.has(id));
    for (const [id, name] of namesWithin(root, routes))
      names.set(id, allocate(validTypeName(name), allocated, counts));
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
  const follow = (uses: readonly NamedUse[], from: Route | undefined): void => {
    for (const { word, use } of uses) {
      const id = typeIdIn(use);
      if (id === undefined || visited.has(id)) continue;
      visited.add(id);
      routes.push({ id, word: pascalCase(word), from });
    }
  };
  follow(start, undefined);
  // The iteration includes routes that it adds.
  for (const route of routes) {
    const type = schema.types.get(route.id);
    if (type) follow(usesOfType(type), route);
  }
  return routes;
}

/** A route whose name is not determined, with the words of the name so far. */
interface OpenName {
  readonly route: Route;
  readonly suffix: string;
  /** The part of the route whose word is next; undefined if all words are used. */
  readonly rest: Route | undefined;
}

/** The longest name from words of a route. A number makes longer names unique. */
const maxWords = 16;

/** Uses as many words from the end of each route as make it unique. */
function namesWithin(root: string, routes: readonly Route[]): Map<number, string> {
  const names = new Map<number, string>();
  let open: readonly OpenName[] = routes.map((route) => ({ route, suffix: "", rest: route }));
  for (let length = 1; open.length > 0; length++) {
    const longer = open.map(({ route, suffix, rest }) => ({
      route,
      suffix: (rest?.word ?? "") + suffix,
      rest: rest?.from,
    }));
    const ambiguous: OpenName[] = [];
    for (const [suffix, group] of groupBySuffix(longer)) {
      const isExhausted = length === maxWords || group.every(({ rest }) => rest === undefined);
      if (group.length > 1 && !isExhausted) for (const each of group) ambiguous.push(each);
      else for (const { route } of group) names.set(route.id, root + suffix);
    }
    open = ambiguous;
  }
  return names;
}

function groupBySuffix(open: readonly OpenName[]): Map<string, OpenName[]> {
  const groups = new Map<string, OpenName[]>();
  for (const each of open) {
    const group = groups.get(each.suffix);
    if (group === undefined) groups.set(each.suffix, [each]);
    else group.push(each);
  }
  return groups;
}

/** Type names are in CamelCase, are not built-in, and do not end with `List`, which is reserved for arrays. */
function validTypeName(wanted: string): string {
  const isCamelCase = /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/.test(wanted);
  return isCamelCase && !wanted.endsWith("List") && !isBuiltinName(wanted) ? wanted : `${wanted}Type`;
}

/**
 * Adds a number to a name that is taken, ignoring case.
 * @param counts - the number at which the search for each name resumes, because many types can want one name.
 */
function allocate(wanted: string, allocated: Set<string>, counts: Map<string, number>): string {
  let name = wanted;
  let count = counts.get(wanted.toLowerCase()) ?? 2;
  for (; allocated.has(name.toLowerCase()); count++) name = `${wanted}${count}`;
  counts.set(wanted.toLowerCase(), count);
  allocated.add(name.toLowerCase());
  return name;
}

/** A use of a type with the name of the place: a member, a branch, `arguments`, `result` or `data`. */
interface NamedUse {
  readonly word: string;
  readonly use: TypeUse;
}

export function usesOfEntry(entry: MergedEntry): NamedUse[] {
  const dataWord = entry.kind === "event" ? "data" : "arguments";
  return [
    ...(entry.data ? [{ word: dataWord, use: entry.data }] : []),
    ...(entry.kind === "command" && entry.returns ? [{ word: "result", use: entry.returns }] : []),
  ];
}

export function usesOfType(type: MergedType): NamedUse[] {
  switch (type.kind) {
    case "enum":
      return [];
    case "object":
      return [
        ...type.members.map(({ name, use }) => ({ word: name, use })),
        ...type.variants.flatMap(({ name, use }) => (use ? [{ word: name, use }] : [])),
      ];
    case "alternate":
      return type.alternatives.map(({ jsonType, use }) => ({ word: jsonType, use }));
  }
}
