import { JsonReader } from "qapi-ts-generator";

/** An entry of an answer to `query-qmp-schema`, or a part of one, as JSON has it. */
type Entry = Readonly<Record<string, unknown>>;

/** The keys under which an entry, or a part of one, names a type. */
const references: ReadonlySet<string> = new Set(["arg-type", "ret-type", "element-type", "type"]);

/**
 * An answer with its masked names replaced by numbers that follow from the way to a type, beginning at the commands
 * and events: two answers are equal up to their masked names exactly if these are equal. Types to which nothing leads
 * come last, in the order of what they look like.
 */
export function canonical(answer: unknown): Entry[] {
  return new Canonicaliser(new JsonReader(answer, "the answer").map(({ value }) => value as Entry)).run();
}

class Canonicaliser {
  readonly #entries: readonly Entry[];
  readonly #byName: ReadonlyMap<string, Entry>;
  readonly #names = new Map<string, string>();
  readonly #due: string[] = [];
  readonly #found: Entry[] = [];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#byName = new Map(entries.map((entry) => [String(entry["name"]), entry]));
  }

  run(): Entry[] {
    const isMessage = (entry: Entry): boolean => ["command", "event"].includes(String(entry["meta-type"]));
    for (const entry of this.#entries.filter(isMessage)) this.#found.push(this.#rename(entry));
    this.#describeDue();
    const left = this.#entries.filter(
      (entry) => !isMessage(entry) && !this.#names.has(String(entry["name"])),
    );
    for (const { name } of left.sort((a, b) => (looks(a) < looks(b) ? -1 : 1))) this.#use(String(name));
    this.#describeDue();
    return this.#found;
  }

  #describeDue(): void {
    for (let name = this.#due.shift(); name !== undefined; name = this.#due.shift()) {
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
    if (!entry) throw new Error(`the answer has no type ${name}`);
    const given = this.#nameFor(name, entry);
    this.#names.set(name, given);
    this.#due.push(name);
    return given;
  }

  #nameFor(name: string, entry: Entry): string {
    if (entry["meta-type"] === "builtin") return name;
    if (entry["meta-type"] === "array") return `[${this.#use(String(entry["element-type"]))}]`;
    return `type ${String(this.#names.size)}`;
  }
}

/** Keys in order, types by what `use` makes of their names. */
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

function looks(entry: Entry): string {
  return JSON.stringify(renamed({ ...entry, name: "" }, () => ""));
}
