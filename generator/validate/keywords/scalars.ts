import { _, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { refuse, type Refusal } from "./refuse.js";

/**
 * The keywords for values without parts, each by what it refuses: as a keyword where such a value stands by itself,
 * and within the code of the object that holds it.
 */
const refusals: Readonly<Record<string, (context: KeywordCxt, schema: unknown, data: Code) => Refusal>> = {
  type: (_context, type, data) => ({
    keyword: "type",
    when: type === "null" ? _`${data} !== null` : _`typeof ${data} != ${String(type)}`,
    params: _`{type: ${String(type)}}`,
  }),

  /**
   * `integer: RANGE`: an integer of a range, exactly. Readers make those that `number` cannot hold bigint, and
   * JavaScript compares the two kinds exactly.
   */
  integer: ({ gen }, range, data) => {
    const [from, to] = boundsOf(String(range));
    const isInteger = gen.scopeValue("func", { ref: inRange, code: inRangeCode });
    return {
      keyword: "integer",
      when: _`!${isInteger}(${data}, ${from}, ${to})`,
      params: _`{range: ${String(range)}}`,
    };
  },

  /** `numeric: true`: any number that JSON can write, of whatever size. */
  numeric: (_context, _schema, data) => ({
    keyword: "numeric",
    when: _`!(typeof ${data} == "bigint" || Number.isFinite(${data}))`,
    params: _`{}`,
  }),

  /** `among: [values]`: one of these strings. */
  among: (context, values, data) => {
    const set = stringSet(context, values as readonly string[]);
    return { keyword: "among", when: _`!${set}.has(${data})`, params: _`{values: ${set}}` };
  },
};

/** What a schema of a value without parts refuses; undefined of other schemas. */
export function scalarRefusal(context: KeywordCxt, schema: object, data: Code): Refusal | undefined {
  const [only, ...more] = Object.entries(schema) as [string, unknown][];
  if (only === undefined || more.length > 0 || only[1] === "array" || only[1] === "object") return undefined;
  return refusals[only[0]]?.(context, only[1], data);
}

/** Those that JSON Schema has not. */
export const scalarKeywords: readonly CodeKeywordDefinition[] = ["integer", "numeric", "among"].map(
  (keyword) => ({
    keyword,
    code: (context) => {
      const refusal = refusals[keyword]?.(context, context.schema, context.data);
      if (refusal !== undefined) refuse(context, refusal);
    },
  }),
);

/** `base64: true`: the text of bytes, as RFC 4648 writes them. */
export const base64Keyword: CodeKeywordDefinition = {
  keyword: "base64",
  type: "string",
  code: (context) => {
    const { data } = context;
    const when = _`${data}.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(${data})`;
    refuse(context, { keyword: "base64", when, params: _`{}` });
  },
};

/** A set that a module holds once, however many places ask for it. */
export function stringSet({ gen }: KeywordCxt, values: readonly string[]): Code {
  const code = _`new Set(${stringify(values)})`;
  return _`${gen.scopeValue("keyword", { key: JSON.stringify(values), ref: new Set(values), code })}`;
}

const inRange = (value: unknown, from: number | bigint, to: number | bigint): boolean =>
  (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) &&
  value >= from &&
  value <= to;
const inRangeCode = _`(value, from, to) => (typeof value == "bigint" || Number.isInteger(value)) && value >= from && value <= to`;

function boundsOf(range: string): readonly [Code, Code] {
  const found = ranges.get(range);
  if (found === undefined) throw new Error(`There is no range of integers ${range}`);
  return found;
}

const ranges: ReadonlyMap<string, readonly [Code, Code]> = new Map([
  ["int8", [_`-128`, _`127`]],
  ["int16", [_`-32768`, _`32767`]],
  ["int32", [_`-2147483648`, _`2147483647`]],
  ["int64", [_`-9223372036854775808n`, _`9223372036854775807n`]],
  ["uint8", [_`0`, _`255`]],
  ["uint16", [_`0`, _`65535`]],
  ["uint32", [_`0`, _`4294967295`]],
  ["uint64", [_`0`, _`18446744073709551615n`]],
  ["uint64-or-negative", [_`-9223372036854775808n`, _`18446744073709551615n`]],
]);
