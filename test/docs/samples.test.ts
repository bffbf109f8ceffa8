import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readConfig, readSchema } from "qapi-ts-generator";
import { qmp } from "qapi-ts/qmp";
import { createServer } from "qapi-ts/server";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { compile, root } from "../support/compile.js";
import { runProgram } from "../support/run-program.js";
import { pages, samplesIn } from "./samples.js";

test("there are samples of every sort", () => {
  expect(samplesIn("ts").length).toBeGreaterThan(5);
  expect(samplesIn("ts run").length).toBeGreaterThan(0);
  expect(samplesIn("qapi").length).toBeGreaterThan(1);
  expect(samplesIn("json").length).toBeGreaterThan(0);
});

test("every TypeScript sample type-checks against the built packages", () => {
  const programs = samplesIn("ts", "ts run").map(({ name, text }) => [
    `docs/${name.replace(/\W/g, "-")}.ts`,
    text,
  ]);
  expect(compile(Object.fromEntries(programs) as Record<string, string>)).toEqual([]);
});

test("the samples that say so run", async () => {
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

test("every configuration in the documentation is accepted", async () => {
  for (const { text } of samplesIn("json")) {
    const folder = temporaryFolder({ "config.json": text });
    expect((await readConfig(join(folder, "config.json"))).diagnostics).toEqual([]);
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

describe("every link between pages leads somewhere", () => {
  test.each(pages)("%s", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});
