type Params = Readonly<Record<string, unknown>>;

/** Describes what a schema keyword expects, such as `an integer from 0 to 255`. */
export function describeExpected(keyword: string, params: Params): string {
  return descriptions[keyword]?.(params) ?? keyword;
}

const descriptions: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => typeNames[String(type)] ?? String(type),
  alternatives: ({ types }) => joinWithOr(stringsOf(types).map((type) => typeNames[type] ?? type)),
  among: ({ values }) => describeValues([...(values as Iterable<string>)]),
  base64: () => "text in base64",
  integer: ({ range }) => `an integer ${rangeNames[String(range)] ?? ""}`,
  numeric: () => "a number",
};

const typeNames: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a string",
};

const rangeNames: Readonly<Record<string, string>> = {
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

/** An enumeration with more values is listed in part. */
const maxValues = 8;

function describeValues(values: readonly string[]): string {
  if (values.length === 0) return "a value of an enumeration that has none";
  const quoted = values.slice(0, maxValues).map((value) => JSON.stringify(value));
  const more = values.length - quoted.length;
  return more > 0 ? `one of ${quoted.join(", ")} and ${more} more` : joinWithOr(quoted);
}

function joinWithOr(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
