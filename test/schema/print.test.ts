import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PrintedFile } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { banner, writeSchema } from "../../schema/print/files.js";
import { printGuestAgent, printMonitor } from "../../schema/print/print.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { agentSentences, answers, monitorSentences, source } from "./support.js";

const expected = join(import.meta.dirname, "cases/expected");

const monitor = (): ReturnType<typeof printMonitor> => printMonitor(source, answers(), monitorSentences);

async function expectFiles(files: readonly PrintedFile[], folder: string): Promise<void> {
  for (const { path, text } of files) await expect(text).toMatchFileSnapshot(join(folder, path));
  expect(files.map(({ path }) => path).sort()).toEqual(readdirSync(folder).sort());
}

describe("the monitor's schema", () => {
  test("contains the reported definitions with the names of QEMU's schema and own descriptions", async () => {
    const { files, problems } = monitor();
    expect(problems).toEqual([]);
    await expectFiles(files, join(expected, "qmp"));
    expect(files.map(({ text }) => text).join()).not.toContain("Their words");
  });

  test("passes all rules, including those for documentation", () => {
    const folder = temporaryFolder();
    writeSchema(folder, monitor().files);
    const entry = join(folder, "qapi-schema.json");
    expect(readSchema(entry, { documentationRules: true }).diagnostics).toEqual([]);
  });

  test("does not depend on the order of the answers", () => {
    expect(monitor().files).toEqual(monitor().files);
    expect(printMonitor(source, answers().toReversed(), monitorSentences).model.definitions).toEqual(
      monitor().model.definitions,
    );
  });

  test("is not printed if a sentence is missing", () => {
    const definitions = new Map(monitorSentences.definitions);
    definitions.delete("DISK_GONE");
    const { problems } = printMonitor(source, answers(), { definitions, features: new Map() });
    expect(problems).toEqual([
      "missing sentence for query-things: quick",
      "missing sentence for query-things: deprecated",
      "missing sentence for DISK_GONE",
    ]);
  });

  test("is not printed without an answer", () => {
    expect(printMonitor(source, [], monitorSentences).problems).toEqual(["no answer has version 1.2.3"]);
  });
});

describe("the guest agent's schema", () => {
  test("contains the complete schema", async () => {
    const { files, problems } = printGuestAgent(source, agentSentences);
    expect(problems).toEqual([]);
    await expectFiles(files, join(expected, "qga"));
  });
});

describe("writeSchema", () => {
  const file = { path: "qapi-schema.json", text: `${banner}\n` };

  test("creates a file for extensions and does not overwrite it", () => {
    const folder = temporaryFolder();
    writeSchema(folder, [file]);
    const path = join(folder, "extensions.json");
    expect(readFileSync(path, "utf8")).toMatch(/^# Own commands/);
    writeFileSync(path, "{ 'command': 'own' }\n");
    writeSchema(folder, [file]);
    expect(readFileSync(path, "utf8")).toBe("{ 'command': 'own' }\n");
  });

  test("removes obsolete printed files only", () => {
    const folder = temporaryFolder({ "old.json": `${banner}\n`, "other.json": "# mine\n", "notes.txt": "" });
    writeSchema(folder, [file]);
    expect(readdirSync(folder).sort()).toEqual([
      "extensions.json",
      "notes.txt",
      "other.json",
      "qapi-schema.json",
    ]);
  });
});
