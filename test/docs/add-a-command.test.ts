import { appendFileSync, cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createPrinter, generate } from "qapi-ts-generator";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { compile, root } from "../support/compile.js";
import { samplesIn } from "./samples.js";

/** Follows CONTRIBUTING.md's steps for adding a command, in a copy of schema/. */
test("one schema entry and one command make a typed function", async () => {
  const folder = temporaryFolder();
  cpSync(join(root, "schema/qmp"), join(folder, "schema"), { recursive: true });
  const entry = samplesIn("qapi").find(({ name }) => name.startsWith("CONTRIBUTING.md"));
  appendFileSync(join(folder, "schema/extensions.json"), `\n${entry?.text ?? ""}`);

  const out = join(folder, "generated");
  const printer = createPrinter();
  const target = { schema: join(folder, "schema/11.1/qapi-schema.json"), out };
  const { changes } = await generate(target, printer);
  await printer.close();
  expect(changes?.missing).toContain("extensions/commands.ts");

  const files = readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith("validators"))
    .map((path) => [`added/${path}`, readFileSync(join(out, path), "utf8")] as const);
  const program = (call: string): Record<string, string> => ({
    ...Object.fromEntries(files),
    "added/program.ts": `
      import { xPing, type QmpSession } from "./index.js";
      export const answer = async (session: QmpSession): Promise<string> => (await ${call}).text;
    `,
  });
  expect(compile(program('xPing(session, { text: "hello" })'))).toEqual([]);
  expect(compile(program("xPing(session, { txet: 1 })"))).toHaveLength(1);
});
