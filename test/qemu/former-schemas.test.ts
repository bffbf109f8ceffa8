import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { diffInterfaces, interfaceOfModel, readSchema } from "qapi-ts-generator";
import { describe, expect, test } from "vitest";
import { describeUnless } from "./support/conditional.js";
import { generateAndCompile } from "./support/generated.js";

/** A folder with the schemas of QEMU versions, each in a folder of its own with the file `VERSION`. */
const folder = process.env["QEMU_FORMER_SOURCES"];

/** Where the schemas of each program are, in all versions. */
const entries = {
  emulator: ["qapi/qapi-schema.json", "qapi-schema.json"],
  "guest agent": ["qga/qapi-schema.json", "qapi-schema-guest.json"],
  "storage daemon": ["storage-daemon/qapi/qapi-schema.json"],
} as const;

const obstacle =
  folder === undefined
    ? "QEMU_FORMER_SOURCES is not set (a folder with the schemas of QEMU 1.0 to 8.1, one folder for each)"
    : undefined;

function schemasOf(program: keyof typeof entries): string[] {
  if (folder === undefined) return [];
  const versions = readdirSync(folder).filter((name) => existsSync(join(folder, name, "VERSION")));
  return versions
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap((version) => {
      const paths = entries[program].map((entry) => join(folder, version, entry));
      return paths.find((path) => existsSync(path)) ?? [];
    });
}

describeUnless(
  obstacle,
  "the schemas of former QEMU versions",
  () => {
    const programs = Object.keys(entries) as (keyof typeof entries)[];
    describe.each(programs)("schemas of the %s", (program) => {
      const schemas = schemasOf(program);

      test.each(schemas)("%s generates and type-checks", { timeout: 120_000 }, async (schema) => {
        const { files, diagnostics, errors } = await generateAndCompile(schema);
        expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(files).toBeGreaterThan(3);
        expect(errors).toEqual([]);
      });

      test("any two compare, and none differs from itself", { timeout: 300_000 }, () => {
        const interfaces = schemas.map((schema) => {
          const { model, diagnostics } = readSchema(schema);
          expect(diagnostics).toEqual([]);
          if (model === undefined) throw new Error(`${schema} has no model`);
          return interfaceOfModel(model);
        });
        expect(interfaces.length).toBeGreaterThan(1);
        for (const old of interfaces) {
          for (const now of interfaces) {
            const changes = diffInterfaces(old, now);
            if (old === now) expect(changes).toEqual([]);
          }
        }
      });
    });
  },
  false,
);
