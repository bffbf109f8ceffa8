import { _, type Code, type CodeKeywordDefinition } from "ajv";
import { facts } from "./facts.js";

/**
 * `integer: "uint8"`: an integer of a range, exactly. Readers make those that `number` cannot hold bigint, and
 * JavaScript compares the two kinds exactly.
 */
export const integerKeyword: CodeKeywordDefinition = {
  keyword: "integer",
  schemaType: "string",
  error: facts(({ schema }) => _`{range: ${String(schema)}}`),
  code: (context) => {
    const { data } = context;
    const [from, to] = bounds(String(context.schema));
    context.fail(
      _`!((typeof ${data} == "bigint" || Number.isInteger(${data})) && ${data} >= ${from} && ${data} <= ${to})`,
    );
  },
};

function bounds(range: string): readonly [Code, Code] {
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
