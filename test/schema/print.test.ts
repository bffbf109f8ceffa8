import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PrintedFile } from "../../generator/print-schema/schema.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { banner, writeSchema } from "../../schema/print/files.js";
import { makeModel } from "../../generator/model/make-model.js";
import { printGuestAgent, printMonitor, printStorageDaemon } from "../../schema/print/print.js";
import { referencesTo } from "../../schema/print/reference.js";
import { printSchemas } from "../../schema/print/schemas.js";
import { readSentences } from "../../schema/print/sentences.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { answers, inputs, monitorStyle, sentences, source } from "./support.js";

const expected = join(import.meta.dirname, "cases/expected");

const monitor = (): ReturnType<typeof printMonitor> =>
  printMonitor({ source, answers: answers() }, monitorStyle);

async function expectFiles(files: readonly PrintedFile[], folder: string): Promise<void> {
  for (const { path, text } of files) await expect(text).toMatchFileSnapshot(join(folder, path));
  expect(files.map(({ path }) => path).sort()).toEqual(readdirSync(folder).sort());
}

describe("the monitor's schema", () => {
  test("contains the reported definitions with the names of QEMU's schema and own descriptions", async () => {
    const { files, problems, missing } = monitor();
    expect({ problems, missing }).toEqual({ problems: [], missing: [] });
    await expectFiles(files, join(expected, "qmp"));
    expect(files.map(({ text }) => text).join()).not.toContain("Their words");
  });

  test("passes all rules, including those for documentation", () => {
    const folder = join(temporaryFolder(), "1.2");
    writeSchema(folder, monitor().files, "../extensions");
    const entry = join(folder, "qapi-schema.json");
    expect(readSchema(entry, { documentationRules: true }).diagnostics).toEqual([]);
  });

  test("does not depend on the order of the answers", () => {
    expect(monitor().files).toEqual(monitor().files);
    const reversed = printMonitor({ source, answers: answers().toReversed() }, monitorStyle);
    expect(reversed.model.definitions).toEqual(monitor().model.definitions);
  });

  test("lists every definition, member and feature without a sentence", () => {
    const sentences = new Map(monitorStyle.sentences);
    sentences.delete("DISK_GONE");
    sentences.set("query-things", {
      sentence: "Lists the things.",
      members: { deep: "Whether it is deep." },
    });
    expect(printMonitor({ source, answers: answers() }, { ...monitorStyle, sentences }).missing).toEqual([
      "query-things.wide",
      "query-things: quick",
      "query-things: deprecated",
      "DISK_GONE",
    ]);
  });

  test("is not printed without an answer", () => {
    expect(printMonitor({ source, answers: [] }, monitorStyle).problems).toEqual(["no answer of QEMU 1.2.3"]);
  });

  test("is not printed from answers of another release; fixes may differ", () => {
    const problemsWith = (version: string): readonly string[] =>
      printMonitor({ source, answers: answers().map((answer) => ({ ...answer, version })) }, monitorStyle)
        .problems;
    expect(problemsWith("1.2.9")).toEqual([]);
    expect(problemsWith("1.3.3")).toContain("qemu-system-a: has version 1.3.3, but the schema is of 1.2.3");
  });

  test("links only to what the newest reference has", () => {
    const [first] = source.monitor.definitions.filter(({ name }) => name === "disk-add");
    const newest = makeModel(source.monitor.modules, first ? [{ ...first, module: "disks" }] : []);
    const referenceOf = referencesTo({ page: "ref", namespace: "QMP" }, newest);
    const text = printMonitor({ source, answers: answers() }, { ...monitorStyle, referenceOf })
      .files.map((file) => file.text)
      .join();
    expect(text.match(/https:.*/g)).toEqual([
      "https://www.qemu.org/docs/master/interop/ref.html#command-QMP-disks.disk-add",
    ]);
  });
});

describe("the storage daemon's schema", () => {
  test("contains what the daemon reports, in one folder", () => {
    const style = { ...monitorStyle, extensions: "extensions" as const };
    const { files, problems, model } = printStorageDaemon(inputs("1.2"), style);
    expect(problems).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([
      "qapi-schema.json",
      "pragma.json",
      "block.json",
      "machine.json",
    ]);
    expect(model.byName.has("disk-add")).toBe(true);
    expect(model.byName.has("windows-only")).toBe(false);
  });
});

describe("the guest agent's schema", () => {
  const style = {
    ...monitorStyle,
    sentences: readSentences(join(sentences, "qga")),
    extensions: "extensions" as const,
  };

  test("contains the complete schema", async () => {
    const { files, problems } = printGuestAgent(inputs("1.2"), style);
    expect(problems).toEqual([]);
    await expectFiles(files, join(expected, "qga"));
  });

  test("is not printed if the agent reports a command that it lacks", () => {
    const agent = { version: "1.3.0", commands: ["guest-time", "guest-place"] };
    expect(printGuestAgent({ source, agent }, style).problems).toEqual([
      "qemu-ga: has version 1.3.0, but the schema is of 1.2.3",
      "qemu-ga: guest-place: the schema has no such command",
    ]);
  });
});

describe("all schemas", () => {
  test("are the monitor's of each version, the storage daemon's and the agent's of the newest", () => {
    const schemas = printSchemas([inputs("1.2"), inputs("1.1")], sentences);
    expect(schemas.map(({ folder, extensions }) => [folder, extensions])).toEqual([
      ["qmp/1.2", "../extensions"],
      ["qmp/1.1", "../extensions"],
      ["qsd", "extensions"],
      ["qga", "extensions"],
    ]);
    expect(schemas.flatMap(({ problems, missing }) => [...problems, ...missing])).toEqual([]);
  });
});

describe("writeSchema", () => {
  const file = { path: "qapi-schema.json", text: `${banner}\n` };

  test("creates a file for extensions and does not overwrite it", () => {
    const folder = temporaryFolder();
    writeSchema(folder, [file], "extensions");
    const path = join(folder, "extensions.json");
    expect(readFileSync(path, "utf8")).toMatch(/^# Own commands/);
    writeFileSync(path, "{ 'command': 'own' }\n");
    writeSchema(folder, [file], "extensions");
    expect(readFileSync(path, "utf8")).toBe("{ 'command': 'own' }\n");
  });

  test("removes obsolete printed files only", () => {
    const folder = temporaryFolder({ "old.json": `${banner}\n`, "other.json": "# mine\n", "notes.txt": "" });
    writeSchema(folder, [file], "extensions");
    expect(readdirSync(folder).sort()).toEqual([
      "extensions.json",
      "notes.txt",
      "other.json",
      "qapi-schema.json",
    ]);
  });
});
