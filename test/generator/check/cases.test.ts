import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/read-schema.js";

/** Every case is a schema that breaks the rule it is named after; beside it stands what is said of it. */
const folder = join(import.meta.dirname, "cases");

describe("each diagnostic has a case", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    test(name, async () => {
      const { model, diagnostics } = readSchema(relative(process.cwd(), join(folder, name)));
      expect(model).toBeUndefined();
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
