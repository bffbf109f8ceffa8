import MiniSearch, { type SearchResult } from "minisearch";
import type { DefinitionKind, IndexRow, ModelIndex, SearchData } from "../../data/format.js";
import { tokenize } from "./tokenize.js";

/** What the search found. */
export interface Hit {
  readonly kind: HitKind;
  readonly name: string;
  /** The definition of a part, or what a device is plugged into. */
  readonly owner?: string;
  readonly summary: string;
  /** As in the index. */
  readonly marks?: string;
}

type HitKind = DefinitionKind | "argument" | "member" | "value" | "device" | "property";

export type Group = "everything" | "commands" | "events" | "types" | "members" | "devices";

/** The kinds of hits in each group. Undefined: all. */
export const groups: Readonly<Record<Group, readonly HitKind[] | undefined>> = {
  everything: undefined,
  commands: ["command", "accessor"],
  events: ["event"],
  types: ["struct", "union", "alternate", "enum"],
  members: ["argument", "member", "value"],
  devices: ["device", "property"],
};

interface FindOptions {
  /** Default: `everything`. */
  readonly group?: Group;
  /** Default: 100. */
  readonly limit?: number;
}

/** The default of the largest number of hits. */
export const maxHits = 100;

interface Entry extends Hit {
  readonly id: number;
  /** The names of its members, and its alias. */
  readonly parts: string;
  readonly text: string;
}

/** Finds definitions, their parts, devices and properties by words, beginnings of words, and with small mistakes. */
export class SearchIndex {
  readonly #entries: readonly Entry[];
  readonly #search: MiniSearch<Entry>;

  private constructor(entries: readonly Entry[], search: MiniSearch<Entry>) {
    this.#entries = entries;
    this.#search = search;
  }

  /** Makes an index of definitions by name and summary, and with `data` also of everything else. */
  static async create(index: ModelIndex, data?: SearchData): Promise<SearchIndex> {
    const entries = entriesOf(index, data);
    const search = new MiniSearch<Entry>({
      fields: ["name", "owner", "parts", "summary", "text"],
      tokenize,
      processTerm: (term) => term,
      searchOptions: {
        boost: { name: 8, parts: 2, owner: 1.5 },
        combineWith: "AND",
        prefix: true,
        fuzzy: (term) => (term.length > 4 ? 0.2 : false),
        weights: { fuzzy: 0.2, prefix: 0.6 },
        // A search is more likely for a definition than for one of its parts.
        boostDocument: (id) => (isPart(entries[Number(id)]) ? 0.5 : 1),
      },
    });
    await search.addAllAsync(entries, { chunkSize: 500 });
    return new SearchIndex(entries, search);
  }

  /** Returns the best hits first. A name that equals or begins with the query precedes all others, as does `OWNER.PART`. */
  find(query: string, { group = "everything", limit = maxHits }: FindOptions = {}): readonly Hit[] {
    const wanted = query
      .trim()
      .toLowerCase()
      .replace(/[\s_.]+/g, "-");
    if (wanted === "") return [];
    const kinds = groups[group];
    return (
      this.#search
        // Nearly everything has a word that begins with one letter.
        .search(query, wanted.length === 1 ? { fields: ["name"], fuzzy: false } : {})
        .map((result) => ({ entry: this.#entryOf(result), score: result.score }))
        .filter(({ entry }) => kinds?.includes(entry.kind) ?? true)
        .toSorted((a, b) => rank(a.entry, wanted) - rank(b.entry, wanted) || b.score - a.score)
        .slice(0, limit)
        .map(({ entry }) => entry)
    );
  }

  #entryOf({ id }: SearchResult): Entry {
    const entry = this.#entries[Number(id)];
    if (entry === undefined) throw new Error("the search index is inconsistent");
    return entry;
  }
}

function isPart(entry: Entry | undefined): boolean {
  return (
    entry !== undefined && (entry.kind === "member" || entry.kind === "argument" || entry.kind === "value")
  );
}

function rank(entry: Entry, wanted: string): number {
  const name = entry.name.toLowerCase().replace(/_/g, "-");
  if (`${entry.owner?.toLowerCase() ?? ""}-${name}` === wanted) return 0;
  if (name === wanted) return isPart(entry) ? 1 : 0;
  return name.startsWith(wanted) && !isPart(entry) ? 2 : 3;
}

function entriesOf({ definitions }: ModelIndex, data: SearchData | undefined): readonly Entry[] {
  const partNames = new Map<number, string[]>();
  for (const [definition, name] of data?.parts ?? []) {
    partNames.set(definition, [...(partNames.get(definition) ?? []), name]);
  }
  const hits: readonly (Hit & Partial<Pick<Entry, "parts" | "text">>)[] = [
    ...definitions.map((row, at) => ({
      ...definitionHit(row),
      parts: partNames.get(at)?.join(" ") ?? "",
      text: data?.texts[at] ?? "",
    })),
    ...(data?.parts ?? []).flatMap(([at, name, summary]) => partHit(definitions[at], name, summary)),
    ...(data?.devices ?? []).map(([name, category, bus, alias = ""]) => ({
      ...({ kind: "device", name, summary: deviceSummary(category, bus), parts: alias } as const),
    })),
    ...(data?.properties ?? []).map(([name, type, devices]) => ({
      ...({
        kind: "property",
        name,
        summary: `${type}, of ${devices} ${devices === 1 ? "device" : "devices"}`,
      } as const),
    })),
  ];
  return hits.map((hit, id) => ({ parts: "", text: "", ...hit, id }));
}

function definitionHit([name, kind, , summary, marks]: IndexRow): Hit {
  return { kind, name, summary, ...(marks !== undefined && { marks }) };
}

function partHit(owner: IndexRow | undefined, name: string, summary: string): readonly Hit[] {
  if (owner === undefined) return [];
  const kinds: Partial<Record<DefinitionKind, HitKind>> = {
    enum: "value",
    command: "argument",
    accessor: "argument",
  };
  return [{ kind: kinds[owner[1]] ?? "member", name, owner: owner[0], summary }];
}

/** Returns the line about a device in lists. */
export function deviceSummary(category: string, bus: string): string {
  return [category, bus === "" ? "" : `on a ${bus} bus`].filter((part) => part !== "").join(", ");
}
