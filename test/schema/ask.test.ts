import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askBinary, readAnswers } from "../../schema/print/answers.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWith } from "../qemu/support/binaries.js";

const version = { qemu: { major: 1, minor: 2, micro: 3 }, package: "Imaginary" };

test("sorts answers by binary", () => {
  const answer = (binary: string): string => JSON.stringify({ binary, version, schema: [] });
  const folder = temporaryFolder({ "1.json": answer("b"), "2.json": answer("a"), README: "" });
  expect(readAnswers(folder)).toEqual([
    { binary: "a", version: "1.2.3", package: "Imaginary", entries: [] },
    { binary: "b", version: "1.2.3", package: "Imaginary", entries: [] },
  ]);
});

test("names the file of an invalid answer", () => {
  const folder = temporaryFolder({ "a.json": '{ "binary": "a" }' });
  expect(() => readAnswers(folder)).toThrow("a.json has no member 'version'");
});

test("names a program that is not a QMP server", async () => {
  await expect(askBinary("/bin/true")).rejects.toThrow("cannot query the schema of /bin/true");
  await expect(askBinary("/nowhere/qemu")).rejects.toThrow("ENOENT");
});

for (const binary of ["qemu-system-x86_64", "qemu-storage-daemon"]) {
  describeWith(binary, `asking ${binary}`, () => {
    test("returns an answer that can be read back", async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "answer.json"), JSON.stringify(await askBinary(binary)));
      const [answer] = readAnswers(folder);
      expect(answer?.binary).toBe(binary);
      expect(answer?.version).toMatch(/^\d+\.\d+\.\d+$/);
      const commands = answer?.entries.filter((entry) => entry["meta-type"] === "command") ?? [];
      expect(commands.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["blockdev-add", "job-cancel"]),
      );
    });
  });
}
