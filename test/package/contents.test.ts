import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
}

interface Packed {
  /** The paths of the files. */
  readonly files: readonly string[];
  /** In bytes. */
  readonly size: number;
}

/** Returns what `npm publish` would upload. */
function pack(folder: string): Packed {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const output = execFileSync("npm", args, {
    cwd: join(root, folder),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = JSON.parse(output) as [{ files: { path: string }[]; size: number }];
  return { files: packed.files.map(({ path }) => path), size: packed.size };
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;

describe.each([
  [
    "qapi-ts",
    ".",
    /^(dist\/(runtime|generated)\/|docs\/|examples\/|(LICENSE|(README|CHANGELOG|SECURITY)\.md|package\.json)$)/,
  ],
  ["qapi-ts-generator", "generator", /^(dist\/|[a-z-]+(\/|\.ts$)|(LICENSE|README\.md|package\.json)$)/],
  ["qapi-ts-fleet", "fleet", /^(dist\/|[a-z-]+(\/|\.ts$)|(LICENSE|README\.md|package\.json)$)/],
  ["qapi-ts-tools", "tools", /^(dist\/|schemas\/|[a-z-]+(\/|\.ts$)|(LICENSE|README\.md|package\.json)$)/],
])("the package %s", (_name, folder, allowed) => {
  const { files, size } = pack(folder);

  test("contains only files that its users need", () => {
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(files.filter((file) => /tsbuildinfo|tsconfig|\.test\.|node_modules/.test(file))).toEqual([]);
  });

  test("is smaller than 1.5 MB", () => {
    expect(size).toBeLessThan(1_500_000);
  });

  test("contains every file that it exports", () => {
    const targets = Object.values(manifestOf(folder).exports).flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target),
    );
    for (const target of targets) expect(files).toContain(target.replace("./", ""));
  });

  test("contains the source of each source map", () => {
    for (const file of files.filter((each) => each.endsWith(".js.map"))) {
      const { sources } = JSON.parse(readFileSync(join(root, folder, file), "utf8")) as { sources: string[] };
      for (const source of sources) expect(files).toContain(join(dirname(file), source));
    }
  });

  test("contains its license", () => {
    expect(files).toContain("LICENSE");
    expect(existsSync(join(root, folder, "LICENSE"))).toBe(true);
  });
});

test("the package qapi-ts has no dependencies of any kind", () => {
  const { dependencies, peerDependencies, optionalDependencies } = manifestOf(".");
  expect({ dependencies, peerDependencies, optionalDependencies }).toEqual({});
});
