import { basename, join } from "node:path";
import { introspect, readSchema } from "qapi-ts-generator";
import { beforeAll, expect, test } from "vitest";
import type { Answer } from "../../generator/import/answer.js";
import { importAnswers } from "../../generator/import/import-answers.js";
import { readAnswer } from "../../generator/import/answer.js";
import { askServer, type LiveAnswer } from "../../generator/introspection/ask-server.js";
import { canonical } from "../generator/import/support/canonical.js";
import { check, introspectText } from "../generator/import/support/import-text.js";
import { describeWithEach, describeWithVersion } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import { describeWithSource, schemas } from "./support/sources.js";

for (const program of ["emulator", "storage daemon"] as const) {
  describeWithEach(program, `a schema from the introspection of the real ${program}`, (binary, version) => {
    let answer: Answer;
    let live: LiveAnswer;

    beforeAll(async () => {
      live = await askServer({ kind: "binary", path: binary });
      answer = readAnswer({ name: binary, binary: basename(binary), ...live });
    });

    function textOf(names?: string): string {
      const model = names === undefined ? undefined : readSchema(names).model;
      return importAnswers([answer], model && { names: model }).files[0]?.text ?? "";
    }

    test("has no diagnostics and the same introspection, except for masked names", () => {
      const text = textOf();
      expect(check(text).diagnostics).toEqual([]);
      expect(canonical(introspectText(text))).toEqual(canonical(live.schema));
    });

    describeWithSource(version, "with the names of its source", (source) => {
      test("equals the introspection of that source for the same build", () => {
        const names = join(source, schemas[program]);
        const { model } = check(textOf(names));
        const { model: original } = readSchema(names);
        const defines = definesOf(program, version);
        const found = model && introspect(model, { unmask: true });
        const expected = original && introspect(original, { unmask: true, defines });
        expect(sorted(found)).toEqual(sorted(expected));
      });
    });
  });
}

describeWithEach("emulator", "a schema for an emulator and the storage daemon", (qemu, release) => {
  describeWithVersion("storage daemon", release, "of one version", (storageDaemon) => {
    test("documents what only one of them has", async () => {
      const answers = await Promise.all([qemu, storageDaemon].map(answerOf));
      const text = importAnswers(answers).files[0]?.text ?? "";
      const { model, diagnostics } = check(text);
      expect(diagnostics).toEqual([]);
      const documentationOf = (name: string): unknown =>
        model?.byName.get(name)?.documentation?.body[0]?.lines;
      const version = answers[0]?.origin.version ?? "";
      expect(documentationOf("query-status")).toEqual([`Available: ${version} (x86_64).`]);
      expect(documentationOf("query-block-exports")).toBeUndefined();
      for (const { infos } of answers) {
        const names = infos.filter((info) => info["meta-type"] === "command").map(({ name }) => name);
        expect(names.filter((name) => model?.byName.get(name)?.kind !== "command")).toEqual([]);
      }
    });
  });
});

async function answerOf(binary: string): Promise<Answer> {
  const answer = await askServer({ kind: "binary", path: binary });
  return readAnswer({ name: binary, binary: basename(binary), ...answer });
}

/** Types are ordered by their first use, which may be in a definition that the build lacks. */
function sorted(entries: readonly Readonly<Record<string, unknown>>[] | undefined): unknown[] {
  return [...(entries ?? [])].sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
}
