/** Reads JSON of unknown shape; what it does not find where it looks for it, it says with the place. */
export class JsonReader {
  /** As it is. */
  readonly value: unknown;
  readonly #at: string;

  /** `at` is how messages call the value. */
  constructor(value: unknown, at: string) {
    this.value = value;
    this.#at = at;
  }

  /** The member of an object; undefined where it is absent. */
  optional(key: string): JsonReader | undefined {
    const value = this.#object()[key];
    return value === undefined ? undefined : new JsonReader(value, `${this.#at}.${key}`);
  }

  member(key: string): JsonReader {
    const found = this.optional(key);
    if (!found) throw new TypeError(`${this.#at} has no member '${key}'`);
    return found;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#object(), key);
  }

  string(): string {
    if (typeof this.value !== "string") throw this.#unlike("a string");
    return this.value;
  }

  integer(): number {
    if (!Number.isSafeInteger(this.value)) throw this.#unlike("an integer");
    return Number(this.value);
  }

  boolean(): boolean {
    if (typeof this.value !== "boolean") throw this.#unlike("a boolean");
    return this.value;
  }

  map<T>(read: (element: JsonReader) => T): T[] {
    if (!Array.isArray(this.value)) throw this.#unlike("an array");
    return this.value.map((element: unknown, index) =>
      read(new JsonReader(element, `${this.#at}[${index}]`)),
    );
  }

  #object(): Readonly<Record<string, unknown>> {
    const value = this.value;
    if (!isObject(value)) throw this.#unlike("an object");
    return value;
  }

  #unlike(expected: string): TypeError {
    return new TypeError(`${this.#at} is not ${expected}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
