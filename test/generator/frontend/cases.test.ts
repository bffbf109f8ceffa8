import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";

/** Every case is a schema that breaks the rule it is named after; beside it stands what is said of it. */
const folder = join(import.meta.dirname, "cases");

describe("each diagnostic has a case", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    test(name, async () => {
      const { diagnostics } = readSchema(relative(process.cwd(), join(folder, name)), {
        documentationRules: true,
      });
      expect(diagnostics.map((finding) => finding.code)).toContain(name.replace(".json", ""));
      const said = diagnostics.map(({ position, code, message, at, definition, help }) => {
        const place = `${String(position.line)}:${String(position.column)}: ${code}: ${message}`;
        const exact = at && `    at ${String(at.line)}:${String(at.column)}`;
        return [place, exact, definition && `    in ${definition}`, help && `    help: ${help}`]
          .filter(Boolean)
          .join("\n");
      });
      await expect(said.join("\n") + "\n").toMatchFileSnapshot(join(folder, name.replace(".json", ".txt")));
    });
  }
});

describe("what the language permits is accepted", () => {
  const accepted = join(import.meta.dirname, "accepted");
  test.each(readdirSync(accepted))("%s", (name) => {
    const { model, diagnostics } = readSchema(join(accepted, name), { documentationRules: true });
    expect(diagnostics).toEqual([]);
    expect(model?.definitions.length).toBeGreaterThan(0);
  });
});
