/** Reads JSON of unknown shape. Every method throws a TypeError that names the place if the value does not fit. */
export class JsonReader {
  readonly value: unknown;
  readonly #path: string;

  /** `path` names the value in messages. */
  constructor(value: unknown, path: string) {
    this.value = value;
    this.#path = path;
  }

  /** Returns a member of an object; undefined if it is absent. */
  optional(key: string): JsonReader | undefined {
    const value = this.#object()[key];
    return value === undefined ? undefined : new JsonReader(value, `${this.#path}.${key}`);
  }

  member(key: string): JsonReader {
    const found = this.optional(key);
    if (!found) throw new TypeError(`${this.#path} has no member '${key}'`);
    return found;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#object(), key);
  }

  string(): string {
    if (typeof this.value !== "string") throw this.#typeError("a string");
    return this.value;
  }

  integer(): number {
    if (!Number.isSafeInteger(this.value)) throw this.#typeError("an integer");
    return Number(this.value);
  }

  boolean(): boolean {
    if (typeof this.value !== "boolean") throw this.#typeError("a boolean");
    return this.value;
  }

  /** Reads the elements of an array. */
  map<T>(read: (element: JsonReader) => T): T[] {
    if (!Array.isArray(this.value)) throw this.#typeError("an array");
    return this.value.map((element: unknown, index) =>
      read(new JsonReader(element, `${this.#path}[${index}]`)),
    );
  }

  #object(): Readonly<Record<string, unknown>> {
    const value = this.value;
    if (!isObject(value)) throw this.#typeError("an object");
    return value;
  }

  #typeError(expected: string): TypeError {
    return new TypeError(`${this.#path} is not ${expected}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
