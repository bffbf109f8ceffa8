import { JsonReader } from "../../../../generator/introspection/json-reader.js";

/** An entry of an answer to `query-qmp-schema`, or a part of one. */
type Entry = Readonly<Record<string, unknown>>;

/** The keys whose values are type names. */
const references: ReadonlySet<string> = new Set(["arg-type", "ret-type", "element-type", "type"]);

/**
 * Replaces the masked names of an answer by numbers that depend only on the paths to the types from the commands and
 * events: two answers are equal except for masked names if and only if their canonical forms are equal. Unused types
 * come last, sorted by content.
 */
export function canonical(answer: unknown): Entry[] {
  return new Canonicaliser(new JsonReader(answer, "answer").map(({ value }) => value as Entry)).run();
}

class Canonicaliser {
  readonly #entries: readonly Entry[];
  readonly #byName: ReadonlyMap<string, Entry>;
  readonly #names = new Map<string, string>();
  readonly #pending: string[] = [];
  readonly #found: Entry[] = [];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#byName = new Map(entries.map((entry) => [String(entry["name"]), entry]));
  }

  run(): Entry[] {
    const isMessage = (entry: Entry): boolean => ["command", "event"].includes(String(entry["meta-type"]));
    for (const entry of this.#entries.filter(isMessage)) this.#found.push(this.#rename(entry));
    this.#renamePending();
    const left = this.#entries.filter(
      (entry) => !isMessage(entry) && !this.#names.has(String(entry["name"])),
    );
    for (const { name } of left.sort((a, b) => (contentKey(a) < contentKey(b) ? -1 : 1)))
      this.#use(String(name));
    this.#renamePending();
    return this.#found;
  }

  #renamePending(): void {
    for (let name = this.#pending.shift(); name !== undefined; name = this.#pending.shift()) {
      const entry = this.#byName.get(name) ?? {};
      this.#found.push({ ...this.#rename(entry), name: this.#names.get(name) });
    }
  }

  #rename(entry: Entry): Entry {
    return renamed(entry, (name) => this.#use(name));
  }

  #use(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const entry = this.#byName.get(name);
    if (!entry) throw new Error(`The answer does not contain type ${name}`);
    const given = this.#nameFor(name, entry);
    this.#names.set(name, given);
    this.#pending.push(name);
    return given;
  }

  #nameFor(name: string, entry: Entry): string {
    if (entry["meta-type"] === "builtin") return name;
    if (entry["meta-type"] === "array") return `[${this.#use(String(entry["element-type"]))}]`;
    return `type ${String(this.#names.size)}`;
  }
}

/** Sorts the keys and replaces the type names by the results of `use`. */
function renamed(value: Entry, use: (name: string) => string): Entry {
  const part = (key: string): unknown => {
    const found = value[key];
    if (references.has(key) && typeof found === "string") return use(found);
    return Array.isArray(found) ? found.map((each: unknown) => renamedPart(each, use)) : found;
  };
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, part(key)]),
  );
}

function renamedPart(value: unknown, use: (name: string) => string): unknown {
  return typeof value === "object" && value !== null ? renamed(value as Entry, use) : value;
}

function contentKey(entry: Entry): string {
  return JSON.stringify(renamed({ ...entry, name: "" }, () => ""));
}
