import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { grammarKeys } from "../../generator/frontend/shape/grammar.js";
import { root } from "../support/compile.js";

const section = /## Add a construct to the language\n(.*?)\n## /s.exec(
  readFileSync(join(root, "CONTRIBUTING.md"), "utf8"),
)?.[1];
const rows = [...(section ?? "").matchAll(/^\| (\d+) +\| `([^`]+)`/gm)];
const files = rows.map(([, , file]) => file ?? "");

/** Files and folders that mention keys of commands although a new key does not require a change. */
const exempt: Readonly<Record<string, string>> = {
  "generator/codegen/": "each key affects other parts of the generated code; the table names where to begin",
  "generator/diagnostics/codes.ts": "a new code is another construct, which the section names",
  "generator/diff/from-model.ts": "the section names it: only keys that clients must know",
  "generator/export/asyncapi-": "the section names it: only keys that affect messages",
  "generator/frontend/shape/grammar-code.ts": "written by npm run generate:grammar",
  "generator/frontend/legacy/": "converts keys of former languages, which have no new keys",
};

test("the steps are numbered, and every file that the section names exists", () => {
  expect(rows.map(([, step]) => Number(step))).toEqual(rows.map((_, index) => index + 1));
  const named = [...(section ?? "").matchAll(/`((?:generator|test|docs)\/[\w./-]+)`/g)].map(
    ([, file = ""]) => file,
  );
  expect(named.length).toBeGreaterThan(files.length);
  const paths = named.map((file) => file.replace("CODE", "bad-flag"));
  expect(paths.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const known = new Set(
    readdirSync(join(root, "generator"), { recursive: true, encoding: "utf8" }).map((file) => basename(file)),
  );
  const bare = [...(section ?? "").matchAll(/`([\w-]+\.ts)`/g)].map(([, file = ""]) => file);
  expect(bare.filter((file) => !known.has(file))).toEqual([]);
});

test("docs/model.md describes every key of a definition", () => {
  const page = readFileSync(join(root, "docs/model.md"), "utf8");
  const camelCase = (key: string): string =>
    key.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  // A model has no pragmas, and conditions instead of the key `if`.
  const keys = [...grammarKeys]
    .filter((key) => key !== "pragma")
    .map((key) => (key === "if" ? "condition" : key));
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter((key) => !page.includes(`\`${camelCase(key)}\``))).toEqual([]);
});

test("an optional key requires changes to at most eight files that are written by hand", () => {
  expect(new Set(files).size).toBe(rows.length);
  expect(rows.length).toBeLessThanOrEqual(8);
});

test("the table lists each file that mentions the optional keys of commands", () => {
  const mentioning = readdirSync(join(root, "generator"), { recursive: true, encoding: "utf8" })
    .map((file) => `generator/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".ts") && !/\/(dist|node_modules)\//.test(file))
    .filter((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return /allow-?preconfig|success-?response|coroutine/i.test(text);
    });
  expect(mentioning.length).toBeGreaterThan(5);
  const isExempt = (file: string): boolean => Object.keys(exempt).some((each) => file.startsWith(each));
  expect(mentioning.filter((file) => !files.includes(file) && !isExempt(file))).toEqual([]);
});
