import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../support/compile.js";

const commands = ["generate", "check", "diff", "import", "devices", "validate", "introspect", "init", "completion"];

async function helpOf(command: string): Promise<string> {
  const program = join(root, "generator/dist/cli/main.js");
  const { stdout } = await promisify(execFile)(process.execPath, [program, command, "--help"]);
  return stdout;
}

test("every command and flag of the generator is on a page", async () => {
  const pages = readdirSync(join(root, "docs")).map((page) => readFileSync(join(root, "docs", page), "utf8"));
  const text = pages.join("\n");
  for (const command of commands) {
    expect(text).toContain(`qapi-ts ${command}`);
    const flags = new Set((await helpOf(command)).match(/(?<=^| )--[a-z-]+/gm));
    flags.delete("--help");
    expect([...flags].filter((flag) => !text.includes(`\`${flag}\``))).toEqual([]);
  }
});
