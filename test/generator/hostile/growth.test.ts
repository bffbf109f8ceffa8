import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documentedWith, repeatedText, scaledSchemas } from "../../../bench/support/scaled-schemas.js";
import { parseBlocks } from "../../../generator/codegen/tsdoc/restructured-text.js";
import { mentionedNames } from "../../../generator/codegen/tsdoc/inline.js";
import { renderBlocks } from "../../../generator/codegen/tsdoc/markdown.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { runHere } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { expectLinear, factor } from "./linear.js";

describe("the time of check grows with the schema, not with its square", () => {
  test.each(Object.entries(scaledSchemas))("%s", async (_, make) => {
    const folder = temporaryFolder();
    const write = (name: string, count: number): string => {
      const file = join(folder, name);
      writeFileSync(file, `${make(count)}\n`);
      return file;
    };
    const [small, large] = [write("small.json", 3000), write("large.json", 3000 * factor)];
    await expectLinear(
      () => runHere(["check", small, "--no-doc-rules"]),
      () => runHere(["check", large, "--no-doc-rules"]),
    );
  });
});

describe("the time of reading and rendering documentation grows with its length, not with its square", () => {
  test.each(repeatedText)("%j", async (text) => {
    const folder = temporaryFolder();
    const write = (name: string, length: number): string => {
      const file = join(folder, name);
      writeFileSync(file, documentedWith(text, length));
      return file;
    };
    const render = (file: string): void => {
      // Its documentation violates rules, so that it has no model.
      expect(readSchema(file, { documentationRules: true }).model).toBeUndefined();
      const documentation = readSchema(file).model?.byName.get("c")?.documentation;
      const parts = [
        ...(documentation?.body ?? []),
        ...(documentation?.sections ?? []),
        ...(documentation?.members ?? []),
      ];
      expect(parts.length).toBeGreaterThan(0);
      for (const { lines } of parts) {
        mentionedNames(lines);
        renderBlocks(parseBlocks(lines), () => undefined);
      }
    };
    const [small, large] = [write("small.json", 15_000), write("large.json", 15_000 * factor)];
    await expectLinear(
      () => {
        render(small);
      },
      () => {
        render(large);
      },
    );
  });
});

test("prints at most 100 errors, then the number of the others", async () => {
  const folder = temporaryFolder({ "s.json": `${scaledSchemas["bad names"]?.(1000) ?? ""}\n` });
  const { status, error } = await runHere(["check", join(folder, "s.json")]);
  expect(status).toBe(1);
  expect(error.match(/: error type-case: /g)).toHaveLength(100);
  expect(error).toMatch(/\n900 more errors not shown\n$/);
});
