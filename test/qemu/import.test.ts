import { readFileSync } from "node:fs";
import { join } from "node:path";
import { introspect, readSchema } from "qapi-ts-generator";
import { beforeAll, expect, test } from "vitest";
import type { Answer } from "../../generator/import/answer.js";
import { importAnswers } from "../../generator/import/import-answers.js";
import { readAnswer } from "../../generator/import/read-answer.js";
import { askServer, type LiveAnswer } from "../../generator/load/live.js";
import { canonical } from "../generator/import/support/canonical.js";
import { check, introspectText } from "../generator/import/support/import-text.js";
import { describeWith } from "./support/binaries.js";
import { qemu, storageDaemon } from "./support/machine.js";
import { describeWithSource, schemas } from "./support/sources.js";

const subjects = [
  [qemu, schemas.emulator, "qemu-7.2"],
  [storageDaemon, schemas["storage daemon"], "qsd-7.2"],
] as const;

for (const [binary, entry, defines] of subjects) {
  describeWith(binary, `a schema from what ${binary} says of itself`, () => {
    let answer: Answer;
    let live: LiveAnswer;

    beforeAll(async () => {
      live = await askServer({ kind: "binary", path: binary });
      answer = readAnswer({ name: binary, binary, ...live });
    });

    function textOf(names?: string): string {
      const model = names === undefined ? undefined : readSchema(names).model;
      return importAnswers([answer], model && { names: model }).files[0]?.text ?? "";
    }

    test("keeps every rule and says the same, up to the masked numbers", () => {
      const text = textOf();
      expect(check(text).diagnostics).toEqual([]);
      expect(canonical(introspectText(text))).toEqual(canonical(live.schema));
    });

    describeWithSource("7.2", "with the names of its source", (source) => {
      test("is what that source says of such a build, with its names", () => {
        const names = join(source, entry);
        const { model } = check(textOf(names));
        const { model: original } = readSchema(names);
        const list = readFileSync(join(import.meta.dirname, "defines", `${defines}.txt`), "utf8");
        const conditions = new Set(list.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
        const found = model && introspect(model, { unmask: true });
        const expected = original && introspect(original, { unmask: true, defines: conditions });
        expect(sorted(found)).toEqual(sorted(expected));
      });
    });
  });
}

describeWith(qemu, "a schema for an emulator and the storage daemon", () => {
  describeWith(storageDaemon, "of one version", () => {
    test("says what only one of them has, and nothing of what both have", async () => {
      const answers = await Promise.all([qemu, storageDaemon].map(answerOf));
      const text = importAnswers(answers).files[0]?.text ?? "";
      const { model, diagnostics } = check(text);
      expect(diagnostics).toEqual([]);
      const said = (name: string): unknown => model?.byName.get(name)?.documentation?.body[0]?.lines;
      const version = answers[0]?.origin.version ?? "";
      expect(said("query-status")).toEqual([`Available: ${version} (x86_64).`]);
      expect(said("query-block-exports")).toBeUndefined();
      for (const { infos } of answers) {
        const names = infos.filter((info) => info["meta-type"] === "command").map(({ name }) => name);
        expect(names.filter((name) => model?.byName.get(name)?.kind !== "command")).toEqual([]);
      }
    });
  });
});

async function answerOf(binary: string): Promise<Answer> {
  return readAnswer({ name: binary, binary, ...(await askServer({ kind: "binary", path: binary })) });
}

/** The order of types follows from where they are used first, which may be by something that is not in the build. */
function sorted(entries: readonly Readonly<Record<string, unknown>>[] | undefined): unknown[] {
  return [...(entries ?? [])].sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
}
