import { _, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { emitCheck, emitHelper, emitStringSet, type Check } from "./code.js";

/** The checks of scalar values. They are emitted by keywords, and inline in the code of the containing object. */
const checks: Readonly<Record<string, (context: KeywordCxt, schema: unknown, data: Code) => Check>> = {
  type: (_context, type, data) => ({
    keyword: "type",
    failsIf: type === "null" ? _`${data} !== null` : _`typeof ${data} != ${String(type)}`,
    params: _`{type: ${String(type)}}`,
  }),

  /** `integer: RANGE`: an integer of an exact range. Values beyond the exact range of `number` are bigint. */
  integer: (context, range, data) => {
    const [min, max] = boundsOf(String(range));
    return {
      keyword: "integer",
      failsIf: _`!${emitHelper(context, inRangeHelper)}(${data}, ${min}, ${max})`,
      params: _`{range: ${String(range)}}`,
    };
  },

  /** `numeric: true`: any JSON number, of any size. */
  numeric: (_context, _schema, data) => ({
    keyword: "numeric",
    failsIf: _`!(typeof ${data} == "bigint" || Number.isFinite(${data}))`,
    params: _`{}`,
  }),

  /** `among: [values]`: one of these strings. */
  among: (context, values, data) => {
    const set = emitStringSet(context, values as readonly string[]);
    return { keyword: "among", failsIf: _`!${set}.has(${data})`, params: _`{values: ${set}}` };
  },
};

/** Returns the check of a schema for scalar values; undefined for other schemas. */
export function scalarCheck(context: KeywordCxt, schema: object, data: Code): Check | undefined {
  const [only, ...more] = Object.entries(schema) as [string, unknown][];
  if (only === undefined || more.length > 0 || only[1] === "array" || only[1] === "object") return undefined;
  return checks[only[0]]?.(context, only[1], data);
}

/** The scalar keywords that JSON Schema does not have. */
export const scalarKeywords: readonly CodeKeywordDefinition[] = ["integer", "numeric", "among"].map(
  (keyword) => ({
    keyword,
    code: (context) => {
      const check = checks[keyword]?.(context, context.schema, context.data);
      if (check !== undefined) emitCheck(context, check);
    },
  }),
);

/** `base64: true`: base64 as in RFC 4648, section 4, with padding. */
export const base64Keyword: CodeKeywordDefinition = {
  keyword: "base64",
  type: "string",
  code: (context) => {
    const { data } = context;
    const failsIf = _`${data}.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(${data})`;
    emitCheck(context, { keyword: "base64", failsIf, params: _`{}` });
  },
};

const inRangeHelper = _`(value, from, to) => (typeof value == "bigint" || Number.isInteger(value)) && value >= from && value <= to`;

function boundsOf(range: string): readonly [Code, Code] {
  const found = ranges.get(range);
  if (found === undefined) throw new Error(`Unknown integer range ${range}`);
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
