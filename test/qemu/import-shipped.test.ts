import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pascalCase } from "../../generator/codegen/names/allocate.js";
import { readAnnotated } from "../../generator/frontend/read-schema.js";
import { withoutAvailability } from "../../generator/import/build/documentation.js";
import { featuresOf, partsOf, type Definition, type Model } from "../../generator/model/index.js";
import { possibleModel, pruneModel } from "../../generator/model/prune.js";
import { runCompiled } from "../generator/cli/support.js";
import { compile, root, strictest } from "../support/compile.js";
import { describeWithEach } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import type { Version } from "./support/sources.js";

/** What the imported bindings of a build and the shipped ones consist of. */
interface Interface {
  readonly model: Model;
  readonly annotations: Readonly<Record<string, readonly string[]>>;
  readonly devices: Readonly<Record<string, unknown>>;
  readonly exports: ReadonlySet<string>;
}

for (const program of ["emulator", "storage daemon"] as const) {
  describeWithEach(program, `import --generate with the real ${program}`, (binary, version) => {
    const folder = mkdtempSync(join(tmpdir(), "import-"));
    let imported: Interface;
    let shipped: Interface;

    beforeAll(async () => {
      const out = join(folder, "bindings");
      const args = ["import", binary, "--generate", out, "--timeout", "60"];
      const { status, out: output, error } = runCompiled(folder, args);
      expect([status, output], error).toEqual([0, expect.stringContaining("written")]);
      imported = await read(join(out, "schema"), out, undefined);
      shipped = await readShipped(version);
    });

    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    test("writes the shipped definitions as far as the build has them, with their documentation", () => {
      const build = pruneModel(shipped.model, definesOf(program, version));
      const found = imported.model.definitions.filter(({ name }) => build.byName.has(name));
      expect(found.length).toBeGreaterThan(program === "emulator" ? 800 : 300);
      const expected = found.flatMap(({ name }) => build.byName.get(name) ?? []);
      expect(found.map(contentOf)).toEqual(expected.map(contentOf));
    });

    test("lacks no definition of the build, and adds only types that no command uses", () => {
      const added = imported.model.definitions.filter(({ name }) => !shipped.model.byName.has(name));
      expect(added.filter(({ name }) => !isUnused(name))).toEqual([]);
      if (program !== "emulator") return;
      const build = pruneModel(shipped.model, definesOf(program, version));
      const missing = build.definitions.filter(({ name }) => !imported.model.byName.has(name));
      expect(missing.map(({ name }) => name)).toEqual([]);
    });

    test("has the accessors, completions, base64 members, timeouts and effects of the shipped bindings", () => {
      for (const [kind, names] of Object.entries(shipped.annotations)) {
        const expected = names.filter((name) => imported.model.byName.has(name.split(" ")[0] ?? ""));
        expect([kind, imported.annotations[kind]]).toEqual([kind, expected]);
      }
      if (program === "emulator") expect(imported.annotations["completions"]?.length).toBeGreaterThan(25);
    });

    test("exports nothing that the shipped bindings do not export", () => {
      const own = [...imported.exports].filter(
        (name) => !isUnused(name) && !isOfModule(name, imported.model),
      );
      expect(own.filter((name) => !shipped.exports.has(name))).toEqual([]);
    });

    if (program === "emulator") {
      test("exports what the shipped schema exports for the build", () => {
        const schema = join(root, "schema/qmp", version, "qapi-schema.json");
        const out = join(folder, "expected");
        const defines = [...definesOf(program, version)].flatMap((name) => ["--define", name]);
        const { status } = runCompiled(folder, ["generate", schema, "--out", out, ...defines]);
        expect(status).toBe(0);
        const { model } = shipped;
        const expected = [...exportsIn(out)].filter((name) => !isOfModule(name, model));
        const found = [...imported.exports].filter(
          (name) => !isUnused(name) && !isOfModule(name, imported.model),
        );
        expect(found.length).toBeGreaterThan(1000);
        expect(sorted(found)).toEqual(sorted(expected));
      });
    }

    test("has the devices of the shipped bindings that the build has", () => {
      const names = Object.keys(imported.devices);
      if (program === "emulator") expect(names.length).toBeGreaterThan(200);
      expect(names.filter((name) => !(name in shipped.devices))).toEqual([]);
    });

    test("type-checks strictly", () => {
      const files = readdirSync(join(folder, "bindings")).filter((file) => file.endsWith(".ts"));
      const programs = files.map((file) => [
        `imported/${file}`,
        readFileSync(join(folder, "bindings", file), "utf8"),
      ]);
      expect(compile(Object.fromEntries(programs) as Record<string, string>, strictest)).toEqual([]);
    });
  });
}

function readShipped(version: Version): Promise<Interface> {
  const generated = version === "11.1" ? "generated/qmp" : `generated/qmp-${version}`;
  const devices = join(root, "schema/devices", `${version}.json`);
  return read(join(root, "schema/qmp", version), join(root, generated), devices);
}

async function read(folder: string, bindings: string, devices: string | undefined): Promise<Interface> {
  const options = { recognize: true };
  const { model, annotations } = await readAnnotated(join(folder, "qapi-schema.json"), undefined, options);
  if (model === undefined || annotations === undefined) throw new Error(`${folder} has errors`);
  const { accessors, completions, base64, timeouts, effects, host } = annotations;
  const all = possibleModel(model);
  return {
    model: all,
    annotations: {
      accessors: accessors.map(({ event, name }) => `${event} ${name}`),
      completions: [...completions.keys()],
      base64: [...base64.keys()],
      timeouts: [...timeouts.keys()],
      effects: sorted([...effects].map((each) => each.join(" "))),
      host: [...host.keys()],
    },
    devices: devicesIn(devices ?? join(folder, "devices.json")),
    exports: exportsIn(bindings),
  };
}

function devicesIn(file: string): Readonly<Record<string, unknown>> {
  try {
    const text = readFileSync(file, "utf8").replace(/^\/\/.*/, "");
    return (JSON.parse(text) as { readonly devices: Record<string, unknown> }).devices;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** The exported names of all modules. */
function exportsIn(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?:commands|events|types|protocol)\.ts$/.test(file),
  );
  const declaration = /^export (?:declare )?(?:async )?(?:function|const|type|interface) (\w+)/gm;
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(declaration)].map(([, name]) => name ?? ""),
    ),
  );
}

/** Whether a type is one that a server reports although no command uses it. */
function isUnused(name: string): boolean {
  return name.startsWith("Unused");
}

/** Whether an export lists the commands or events of a module: an imported schema has one module. */
function isOfModule(name: string, { modules }: Model): boolean {
  const names = modules.map((module) => pascalCase(module.name));
  return names.some((module) => [`${module}Commands`, `${module}Events`].includes(name));
}

/** A definition as text, without places and without what its documentation says about the parts of other builds. */
function contentOf(definition: Definition): string {
  const { documentation, ...rest } = withoutAvailability(definition);
  const names = new Set([...partsOf(definition), ...featuresOf(definition)].map(({ name }) => name));
  const own = documentation && {
    ...documentation,
    members: documentation.members.filter(({ name }) => names.has(name)),
    features: documentation.features.filter(({ name }) => names.has(name)),
  };
  const places = new Set(["position", "module"]);
  return JSON.stringify({ ...rest, documentation: own }, (key, value: unknown) =>
    places.has(key) ? undefined : value,
  );
}

function sorted(names: readonly string[]): readonly string[] {
  return names.toSorted();
}
