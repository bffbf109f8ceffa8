type Params = Readonly<Record<string, unknown>>;

/** What a keyword of a schema asks for, in words. */
export const expectations: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => typeWords[String(type)] ?? String(type),
  alternatives: ({ types }) => anyOf(listOf(types).map((type) => typeWords[type] ?? type)),
  among: ({ values }) => amongWords([...(values as Iterable<string>)]),
  base64: () => "text in base64",
  integer: ({ range }) => `an integer ${rangeWords[String(range)] ?? ""}`,
  numeric: () => "a number",
};

const typeWords: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a string",
};

const rangeWords: Readonly<Record<string, string>> = {
  int8: "from -128 to 127",
  int16: "from -32768 to 32767",
  int32: "from -2147483648 to 2147483647",
  int64: "from -2^63 to 2^63-1",
  uint8: "from 0 to 255",
  uint16: "from 0 to 65535",
  uint32: "from 0 to 4294967295",
  uint64: "from 0 to 2^64-1",
  "uint64-or-negative": "from 0 to 2^64-1",
};

/** How many values are worth listing. */
const longest = 8;

function amongWords(values: readonly string[]): string {
  if (values.length === 0) return "a value of an enumeration that has none";
  const quoted = values.slice(0, longest).map((value) => JSON.stringify(value));
  const more = values.length - quoted.length;
  return more > 0 ? `one of ${quoted.join(", ")} and ${more} more` : anyOf(quoted);
}

function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
