import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/compile.js";

const sources = ["runtime", "generator", "tools", "fleet", "schema"];
const users = [...sources, "generated", "test", "bench", "demo", "examples", "docs"];

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) ([\w$]+)/gm;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:tsx?|md)$/.test(path) && !/(?:^|\/)(?:dist|node_modules)\//.test(path))
    .map((path) => join(folder, path));
}

test("every export is used in another file", () => {
  const texts = new Map(
    users.flatMap(filesBelow).map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
  const filesWith = new Map<string, number>();
  for (const text of texts.values()) {
    for (const word of new Set(text.match(/[\w$]+/g))) filesWith.set(word, (filesWith.get(word) ?? 0) + 1);
  }
  const unused = [...texts]
    .filter(([path]) => sources.some((folder) => path.startsWith(`${folder}/`)) && !path.endsWith(".md"))
    .flatMap(([path, text]) => [...text.matchAll(declaration)].map(([, name = ""]) => ({ path, name })))
    .filter(({ name }) => filesWith.get(name) === 1);
  expect(unused).toEqual([]);
});
