import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { UserError } from "../../../generator/diagnostics/diagnostic.js";
import { standaloneStatements } from "../../../generator/validate/compile.js";
import { jsonSchemas } from "../../../generator/validate/json-schema.js";
import { modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** `Ta`, `Tb`, ..., `Tba`: names in CamelCase. */
const nameOf = (index: number): string => `T${index.toString(26).replace(/./g, letterOf)}`;
const letterOf = (digit: string): string => String.fromCharCode(97 + Number.parseInt(digit, 26));

/** Returns the statements of a chain of structs, the last of which has the member `next` of type `last`. */
function statements(count: number, last: string): string {
  const structs = Array.from({ length: count }, (_, index) => {
    const type = index + 1 < count ? nameOf(index + 1) : last;
    return `{ 'struct': '${nameOf(index)}', 'data': { '*next': '${type}' } }\n`;
  });
  const text = `${structs.join("")}{ 'command': 'go', 'data': '${nameOf(0)}' }\n`;
  const schema = join(temporaryFolder({ "schema.json": text }), "schema.json");
  return standaloneStatements(jsonSchemas(modelOf(schema)), ["arguments:go"]);
}

type Validate = (value: unknown) => boolean;

test.each([1, 49, 50, 51, 250, 499])(
  "the validators of %i nested types check the innermost value",
  (count) => {
    const code = `(() => { const exports = {}; ${statements(count, "int")}; return exports; })()`;
    const exports = runInThisContext(code) as Readonly<Record<string, Validate>>;
    let [valid, invalid]: unknown[] = [1, "x"];
    for (let depth = 0; depth < count; depth++) [valid, invalid] = [{ next: valid }, { next: invalid }];
    expect([valid, invalid].map((value) => exports["arguments:go"]?.(value))).toEqual([true, false]);
  },
);

test.each([
  [
    "a chain that is longer than the stack allows",
    () => statements(2000, "int"),
    /schema\.json:501:13: the type "Ttg" is in more than 500 types that contain one another\. Make/,
  ],
  [
    "a circle that is longer than the stack allows",
    () => statements(480, nameOf(0)),
    /480 types contain one another, among them "T[a-z]+" and "T[a-z]+"\. Make/,
  ],
])("%s is an error that names a type and the correction", (_case, make, message) => {
  expect(make).toThrow(UserError);
  expect(make).toThrow(message);
});
