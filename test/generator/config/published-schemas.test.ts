import { join } from "node:path";
import { Ajv } from "ajv";
import { format, resolveConfig } from "prettier";
import { describe, expect, test } from "vitest";
import { configSchema } from "../../../generator/config/read-config.js";
import { modelSchema } from "../../../generator/export/model/schema.js";
import { annotationsSchema } from "../../../generator/model/annotations/schema.js";

const folder = join(import.meta.dirname, "../../../generator/schemas");

/** Converts a schema of the generator to JSON Schema for editors. */
function publish(title: string, schema: object): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title,
    // Read by VS Code's language service, which reports comments in JSON files otherwise.
    allowComments: true,
    allowTrailingCommas: true,
    ...(describeKeys(schema) as object),
  };
}

/** Renames the keyword `expected` to `description`, unless the schema has a description. */
function describeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, describeKeys(each)] as const);
  const { expected, ...rest } = Object.fromEntries(entries) as { readonly expected?: unknown };
  if (typeof expected !== "string") return Object.fromEntries(entries);
  return { description: `${expected.charAt(0).toUpperCase()}${expected.slice(1)}.`, ...rest };
}

const published = {
  "config.json": publish("Configuration of qapi-ts", configSchema),
  "annotations.json": publish("Annotations of a QAPI schema", annotationsSchema),
  "model.json": publish("Model of a QAPI schema", modelSchema),
};

// To update the files: npx vitest --update run test/generator/config/published-schemas.test.ts
describe.each(Object.entries(published))("schemas/%s", (name, schema) => {
  test("is equal to the schema that the generator validates with", async () => {
    const file = join(folder, name);
    const text = await format(JSON.stringify(schema), { ...(await resolveConfig(file)), parser: "json" });
    await expect(text).toMatchFileSnapshot(file);
  });

  test("compiles in ajv's strict mode with the keywords of VS Code", () => {
    const ajv = new Ajv({ allowUnionTypes: true, keywords: ["allowComments", "allowTrailingCommas"] });
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test("describes the file to editors", () => {
    expect(schema).toHaveProperty("description", expect.not.stringMatching(/^An object/));
  });

  test("describes every property", () => {
    const undescribed: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      const { properties } = value as { readonly properties?: Readonly<Record<string, object>> };
      for (const [key, property] of Object.entries(properties ?? {})) {
        if (!("description" in property || "$ref" in property)) undescribed.push(`${path}/${key}`);
        visit(property, `${path}/${key}`);
      }
      // A property can have the name of the keyword.
      for (const [key, each] of Object.entries(value)) {
        if (key !== "properties") visit(each, `${path}/${key}`);
      }
    };
    visit(schema, "");
    expect(undescribed).toEqual([]);
  });
});
