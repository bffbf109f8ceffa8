import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PrintedFile } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { writeSchema } from "../../schema/print/files.js";
import { banner } from "../../schema/print/header.js";
import { printGuestAgent } from "../../schema/print/print-guest-agent.js";
import { printMonitor } from "../../schema/print/print-monitor.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { agentSentences, answers, monitorSentences, source } from "./support.js";

const expected = join(import.meta.dirname, "cases/expected");

const monitor = (): ReturnType<typeof printMonitor> => printMonitor(source, answers(), monitorSentences);

async function expectFiles(files: readonly PrintedFile[], folder: string): Promise<void> {
  for (const { path, text } of files) await expect(text).toMatchFileSnapshot(join(folder, path));
  expect(files.map(({ path }) => path).sort()).toEqual(readdirSync(folder).sort());
}

describe("the monitor's schema", () => {
  test("holds what some binary offers, under the names of QEMU's schema, in our words", async () => {
    const { files, problems } = monitor();
    expect(problems).toEqual([]);
    await expectFiles(files, join(expected, "qmp"));
    expect(files.map(({ text }) => text).join()).not.toContain("Their words");
  });

  test("is sound, by the rules of documentation too", () => {
    const folder = temporaryFolder();
    writeSchema(folder, monitor().files);
    const entry = join(folder, "qapi-schema.json");
    expect(readSchema(entry, { documentationRules: true }).diagnostics).toEqual([]);
  });

  test("is the same whenever it is printed", () => {
    expect(monitor().files).toEqual(monitor().files);
    expect(printMonitor(source, answers().toReversed(), monitorSentences).model.definitions).toEqual(
      monitor().model.definitions,
    );
  });

  test("is not printed when a sentence is missing", () => {
    const definitions = new Map(monitorSentences.definitions);
    definitions.delete("DISK_GONE");
    const { problems } = printMonitor(source, answers(), { definitions, features: new Map() });
    expect(problems).toEqual([
      "no sentence for query-things: quick",
      "no sentence for query-things: deprecated",
      "no sentence for DISK_GONE",
    ]);
  });

  test("is not printed without an answer", () => {
    expect(printMonitor(source, [], monitorSentences).problems).toEqual(["no answer is of QEMU 1.2.3"]);
  });
});

describe("the guest agent's schema", () => {
  test("holds all that its schema has", async () => {
    const { files, problems } = printGuestAgent(source, agentSentences);
    expect(problems).toEqual([]);
    await expectFiles(files, join(expected, "qga"));
  });
});

describe("writing", () => {
  const file = { path: "qapi-schema.json", text: `${banner}\n` };

  test("puts an empty file for extensions beside the schema, once", () => {
    const folder = temporaryFolder();
    writeSchema(folder, [file]);
    const path = join(folder, "extensions.json");
    expect(readFileSync(path, "utf8")).toMatch(/^# Own commands/);
    writeFileSync(path, "{ 'command': 'own' }\n");
    writeSchema(folder, [file]);
    expect(readFileSync(path, "utf8")).toBe("{ 'command': 'own' }\n");
  });

  test("removes what an earlier print left, and nothing else", () => {
    const folder = temporaryFolder({ "old.json": `${banner}\n`, "theirs.json": "# mine\n", "notes.txt": "" });
    writeSchema(folder, [file]);
    expect(readdirSync(folder).sort()).toEqual([
      "extensions.json",
      "notes.txt",
      "qapi-schema.json",
      "theirs.json",
    ]);
  });
});
