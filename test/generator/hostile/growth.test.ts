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

/** Returns the least processor time of three runs in ms. The least is hardly affected by other load on the machine. */
async function cost(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}

/** Four times the input may take ten times the time. Quadratic growth takes 16 times. */
const factor = 4;
const maxRatio = 10;
/** Times below this are not compared, because they are measured too imprecisely. */
const floor = 25;

async function expectLinear(small: () => unknown, large: () => unknown): Promise<void> {
  await small();
  const one = await cost(small);
  const other = await cost(large);
  expect(other / Math.max(one, floor)).toBeLessThan(maxRatio);
}

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
