import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { modelDocument, readConfig, readDeviceFacts, readModel, readSchema } from "qapi-ts-generator";
import { qmp } from "qapi-ts/qmp";
import { createServer } from "qapi-ts/server";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { compile, root } from "../support/compile.js";
import { runProgram } from "../support/run-program.js";
import { packedPages, pages, samplesIn, type Sample } from "./samples.js";

/** The samples as programs that import the built packages by name. */
function programsOf(samples: readonly Sample[], extension: string): Record<string, string> {
  return Object.fromEntries(
    samples.map(({ name, text }) => [`docs/${name.replace(/\W/g, "-")}.${extension}`, text]),
  );
}

test("the documentation has samples of every kind", () => {
  expect(samplesIn("ts").length).toBeGreaterThan(30);
  expect(samplesIn("ts run").length).toBeGreaterThan(1);
  for (const language of ["js", "json", "json model", "json tsconfig", "jsonc", "qapi"]) {
    expect(samplesIn(language).length).toBeGreaterThan(0);
  }
});

test("every TypeScript sample type-checks against the built packages", () => {
  expect(compile(programsOf(samplesIn("ts", "ts run"), "ts"))).toEqual([]);
});

test("every JavaScript sample type-checks against the built packages", () => {
  const options = { allowJs: true, checkJs: true };
  expect(compile(programsOf(samplesIn("js"), "js"), options)).toEqual([]);
});

test("the samples that are marked to run print `running`", async () => {
  for (const { text } of samplesIn("ts run")) {
    expect(await runProgram(text)).toEqual({ stdout: "running\n", stderr: "" });
  }
});

test("the README's first program runs against a server", async () => {
  const path = join(temporaryFolder(), "vm.qmp");
  const server = createServer(qmp, {
    stop: () => {
      server.raise("STOP");
    },
    "query-status": () => ({ running: false, status: "paused" }),
  });
  await server.listen({ path });
  const [first] = samplesIn("ts");
  const { stdout } = await runProgram(first?.text.replace("/run/vm.qmp", path) ?? "");
  await server.close();
  expect(stdout).toMatch(/^stopped at \{ seconds: \d+, microseconds: \d+ \}\npaused\n$/);
});

test("the programs of the generator's page run with a schema", async () => {
  const [schema] = samplesIn("qapi").filter(({ name }) => name.startsWith("docs/generating.md"));
  const folder = temporaryFolder({ "schema.json": schema?.text ?? "" });
  const programs = samplesIn("ts").filter(({ name }) => name.startsWith("docs/generator-library.md"));
  const outputs = [];
  for (const { text } of programs) {
    const program = text
      .replace('"schema.json"', JSON.stringify(join(folder, "schema.json")))
      .replace('"src/daemon"', JSON.stringify(join(folder, "daemon")));
    outputs.push(await runProgram(program));
  }
  expect(outputs).toEqual([
    { stdout: "5 files are new\n", stderr: "" },
    { stdout: "greet(name: str, loud: bool)\n", stderr: "" },
  ]);
});

test("every configuration and file of device facts in the documentation is accepted", async () => {
  for (const { text } of samplesIn("json")) {
    const file = join(temporaryFolder({ "sample.json": text }), "sample.json");
    const read = text.includes('"unavailable"') ? readDeviceFacts : readConfig;
    expect((await read(file)).diagnostics).toEqual([]);
  }
});

test("every model in the documentation is accepted, and is what is written for it", async () => {
  for (const { text } of samplesIn("json model")) {
    const folder = temporaryFolder({ "model.json": text });
    const { value, diagnostics } = await readModel(join(folder, "model.json"));
    expect(diagnostics).toEqual([]);
    expect(value && modelDocument(value.model, value)).toEqual(JSON.parse(text));
  }
});

test("every compiler configuration in the documentation is accepted", () => {
  for (const { text } of samplesIn("json tsconfig")) {
    const { config } = ts.parseConfigFileTextToJson("tsconfig.json", text) as { config: object };
    const { errors } = ts.parseJsonConfigFileContent(
      config,
      { ...ts.sys, readDirectory: () => ["main.ts"] },
      root,
    );
    expect(errors).toEqual([]);
  }
});

test("every schema in the documentation is accepted", () => {
  for (const { text } of samplesIn("qapi")) {
    const folder = temporaryFolder({ "schema.json": text });
    expect(readSchema(join(folder, "schema.json"), { documentationRules: true }).diagnostics).toMatchObject(
      [],
    );
  }
});

function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = ""]) => link);
}

/** The anchors of a page's headings, as GitHub forms them. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replace(/^```.*\n[^]*?^```$/gm, "");
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? join(root, page) : join(root, dirname(page), path);
  return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
}

describe("every link has a target", () => {
  test.each(pages)("%s", (page) => {
    expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
  });
});

describe("the links of npm's copy stay within the package", () => {
  test.each(packedPages)("%s", (page) => {
    const packed = /^(docs|examples)\/|^(README|SECURITY|CHANGELOG)\.md$/;
    const targets = linksOf(page)
      .map((link) => link.replace(/#.*/, ""))
      .filter((link) => link !== "")
      .map((link) => join(dirname(page), link));
    expect(targets.filter((target) => !packed.test(target))).toEqual([]);
  });
});

describe("the form of a page", () => {
  // These list facts, and describe no use.
  const reference = [
    "diagnostics",
    "errors",
    "fleet-operation",
    "guarantees",
    "model",
    "reliability",
    "versions",
  ];
  const guides = packedPages.filter(
    (page) => /^docs\//.test(page) && !reference.some((name) => page === `docs/${name}.md`),
  );

  test.each(guides)("describes errors before details: %s", (page) => {
    const text = readFileSync(join(root, page), "utf8").replace(/^```.*\n[^]*?^```$/gm, "");
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
    expect(headings.slice(0, 3)).toContainEqual(expect.stringMatching(/^Errors/));
    expect(headings.filter((heading, index) => headings.indexOf(heading) !== index)).toEqual([]);
  });

  test("has a link to each page in the README", () => {
    const linked = linksOf("README.md").map((link) => link.replace(/#.*/, ""));
    expect(packedPages.filter((page) => /^docs\//.test(page) && !linked.includes(page))).toEqual([]);
  });
});

test("a page takes less than five minutes to read", () => {
  const wordsPerMinute = 230;
  const minutesOf = (page: string): number => {
    // Code and table cells are looked up rather than read in sequence.
    const prose = readFileSync(join(root, page), "utf8").replace(/^(```.*\n[^]*?^```|\|.*)$/gm, "");
    return prose.split(/\s+/).length / wordsPerMinute;
  };
  // The changelog is read from its last entry on.
  const pages = packedPages.filter((page) => page !== "CHANGELOG.md");
  expect(pages.filter((page) => minutesOf(page) > 5)).toEqual([]);
});
