import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { canonical } from "./support/canonical.js";
import { check, importText, introspectText } from "./support/import-text.js";

/** Each case is a folder that contains answers and the expected schema. */
const folder = join(import.meta.dirname, "cases");

const reserved = ["names.json", "qapi-schema.json"];

for (const name of readdirSync(folder)) {
  const at = join(folder, name);
  const files = readdirSync(at).filter((file) => !reserved.includes(file));
  const answers = files.map((file) => [file, JSON.parse(readFileSync(join(at, file), "utf8"))] as const);

  describe(name, () => {
    test("imports the expected schema, which passes all rules", async () => {
      const file = join(at, "names.json");
      const names = existsSync(file) ? readSchema(file).model : undefined;
      const text = importText(Object.fromEntries(answers), names && { names });
      await expect(text).toMatchFileSnapshot(join(at, "qapi-schema.json"));
      expect(check(text).diagnostics).toEqual([]);
    });

    const [[, answer] = [""], ...others] = answers;
    if (others.length > 0) return;
    test("keeps the introspection of the answer", () => {
      const text = importText({ answer });
      const entries: unknown = Array.isArray(answer)
        ? answer
        : (answer as { readonly return: unknown }).return;
      expect(canonical(introspectText(text))).toEqual(canonical(entries));
    });
  });
}
