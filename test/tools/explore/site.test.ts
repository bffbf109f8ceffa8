import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { SiteFiles } from "../../../tools/explore/build/bundle.js";
import { makeSite } from "../../../tools/explore/build/site.js";
import { root } from "../../support/compile.js";

let explorer: SiteFiles;
let reference: SiteFiles;

beforeAll(async () => {
  [explorer, reference] = await Promise.all([makeSite(root, "explorer"), makeSite(root, "reference")]);
});

const textOf = (files: SiteFiles, name: string): string => {
  const content = files.get(name);
  if (content === undefined) throw new Error(`no ${name}`);
  return typeof content === "string" ? content : new TextDecoder().decode(content);
};

/** Returns the scripts that a script imports, at any depth. Those that `import()` loads later are not among them. */
function importsOf(files: SiteFiles, name: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, to = ""] of textOf(files, name).matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+\.js)"/g)) {
    importsOf(files, `${name.replace(/[^/]*$/, "")}${to}`, seen);
  }
  return seen;
}

/** What a browser loads until the reference of a machine is shown. */
function firstView(files: SiteFiles): readonly string[] {
  const views = [...files.keys()].filter((name) => /^parts\/(reference-view|keep-connected)-/.test(name));
  const scripts = ["app.js", ...views].flatMap((name) => [...importsOf(files, name)]);
  return [
    ...new Set([
      "index.html",
      "style.css",
      "icon.svg",
      "data/models.js",
      "data/qmp-11.1/index.js",
      ...scripts,
    ]),
  ];
}

describe("the first view", () => {
  test.each([
    ["with a machine", () => explorer],
    ["of the reference", () => reference],
  ])("%s has at most 80 kB, compressed", (_name, files) => {
    const sizes = firstView(files()).map((name) => [name, gzipSync(textOf(files(), name)).length] as const);
    console.log(sizes.map(([name, size]) => `${name} ${size}`).join(", "));
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(80_000);
  });

  test("has the view and the session in separate files if there is a machine", () => {
    const files = firstView(explorer).filter((name) => name.startsWith("parts/"));
    expect(files.length).toBeGreaterThanOrEqual(3);
  });
});

describe.each([
  ["explorer", () => explorer],
  ["reference", () => reference],
])("the page of the %s", (_name, site) => {
  test("contains no script and no style but in separate files", () => {
    const page = textOf(site(), "index.html");
    expect(page).toContain('http-equiv="Content-Security-Policy" content="default-src \'self\'');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc="app\.js")|<style|\sstyle=|\son\w+=|unsafe|https?:/);
  });

  test("names the licenses of the bundled packages", () => {
    const licenses = textOf(site(), "licenses.txt");
    for (const name of ["preact", "@preact/signals", "minisearch"]) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, "m"));
    }
  });
});

test("no source of the page sets text as HTML, or as a script", () => {
  const folder = join(root, "tools/explore/page");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  expect(sources.length).toBeGreaterThan(30);
  const unsafe =
    /innerHTML|outerHTML|dangerouslySet|insertAdjacentHTML|srcdoc|document\.write|\beval\b|new Function\b/i;
  expect(sources.filter((name) => unsafe.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
});

test("the reference connects to nothing, and has no views of a machine", () => {
  expect(textOf(reference, "index.html")).toContain("connect-src 'none'");
  expect([...reference.keys()].filter((name) => name.endsWith(".js") && !name.startsWith("data/"))).toEqual([
    "app.js",
  ]);
  expect(textOf(reference, "app.js")).not.toContain("WebSocket");
});
