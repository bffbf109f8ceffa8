import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

/** The file that `npm run generate:grammar` writes. */
const written = "generator/frontend/shape/grammar-code.ts";

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\/(dist|node_modules)\//.test(file));
}

function linesOf(file: string): number {
  return readFileSync(join(root, file), "utf8").split("\n").length - 1;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

test("a median is the middle value, or the mean of two", () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

test.each(["runtime", "generator", "tools", "fleet"])("the files in %s have at most 300 lines", (folder) => {
  const files = filesOf(folder).filter((file) => file !== written);
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => linesOf(file) > 300)).toEqual([]);
});

describe.each([
  { folder: "runtime", maxFiles: 110, maxMedian: 130 },
  { folder: "generator", maxFiles: 165, maxMedian: 130 },
])("the package in $folder", ({ folder, maxFiles, maxMedian }) => {
  const files = filesOf(folder);

  test("has few files, at most 22 in a folder", () => {
    expect(files.length).toBeLessThanOrEqual(maxFiles);
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 22)).toEqual([]);
  });

  test("has files of a moderate length", () => {
    const median = medianOf(files.map(linesOf));
    expect(median).toBeGreaterThanOrEqual(60);
    expect(median).toBeLessThanOrEqual(maxMedian);
  });
});
