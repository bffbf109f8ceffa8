import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../../../generator/config/read-config.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runCompiled, runHere } from "../support.js";

const root = join(import.meta.dirname, "../../../..");

function readScripts(folder: string): unknown {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly scripts?: unknown;
  };
  return manifest.scripts;
}

const scripts = {
  generate: "qapi-ts generate --config qapi-ts.config.json",
  "generate:watch": "qapi-ts generate --config qapi-ts.config.json --watch",
};

describe("init", () => {
  test("creates a project whose bindings type-check", () => {
    const folder = temporaryFolder({ "package.json": '{ "type": "module" }\n' });
    expect(runCompiled(folder, ["init"])).toEqual({
      status: 0,
      out: [
        "created qapi-ts.config.json",
        "created schema/example.json",
        "added the script generate to package.json",
        "added the script generate:watch to package.json",
        "next: npm install qapi-ts",
        "next: npm install --save-dev qapi-ts-generator",
        "next: npm run generate\n",
      ].join("\n"),
      error: "",
    });
    expect(runCompiled(folder, ["check", "schema/example.json"])).toEqual({ status: 0, out: "", error: "" });
    const generated = runCompiled(folder, scripts.generate.split(" ").slice(1));
    expect(generated).toMatchObject({ status: 0, error: "" });

    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/qapi-ts"));
    const compilerOptions = { module: "NodeNext", target: "ES2022", strict: true, noEmit: true, types: [] };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, lib: ["ES2023", "DOM", "ESNext.Disposable"] },
        include: ["src"],
      }),
    );
    writeFileSync(
      join(folder, "src/main.ts"),
      `import { connect } from "qapi-ts";
       import { connectTemperatureChanged, example, queryTemperature } from "./example/index.js";
       const session = await connect({ host: "localhost", port: 4444, protocol: example });
       const { value } = await queryTemperature(session, { sensor: "cpu", unit: "kelvin" });
       await connectTemperatureChanged(session, ({ data }) => { const unit: "celsius" | "kelvin" = data.temperature.unit; void unit; });
       value satisfies number;`,
    );
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  test("writes a config with comments that the generator reads", async () => {
    const folder = temporaryFolder();
    expect(await runHere(["init", folder])).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, "qapi-ts.config.json"), "utf8")).toContain("// ");
    const { targets, diagnostics } = await readConfig(join(folder, "qapi-ts.config.json"));
    expect(diagnostics).toEqual([]);
    expect(targets).toMatchObject([{ name: "Example", out: join(folder, "src/example") }]);
  });

  test("refers to the JSON Schema of the nearest installed package", async () => {
    const folder = temporaryFolder({ "node_modules/qapi-ts-generator/schemas/config.json": "{}" });
    for (const [project, path] of [
      ["packages/one", "../../node_modules/qapi-ts-generator/schemas/config.json"],
      [".", "./node_modules/qapi-ts-generator/schemas/config.json"],
    ] as const) {
      await runHere(["init", join(folder, project)]);
      const config = readFileSync(join(folder, project, "qapi-ts.config.json"), "utf8");
      expect(config).toContain(`"$schema": "${path}"`);
    }
  });

  test("keeps existing files and scripts, and adds nothing twice", async () => {
    const manifest = `{\n\t"scripts": {\n\t\t"generate": "make"\n\t},\n\t"devDependencies": { "qapi-ts-generator": "1", "qapi-ts": "1" }\n}\n`;
    const folder = temporaryFolder({ "package.json": manifest, "qapi-ts.config.json": "// kept" });
    const { status, out } = await runHere(["init", folder]);
    expect(status).toBe(0);
    expect(out).toBe(
      [
        "kept qapi-ts.config.json: it exists",
        `kept the script generate of package.json; generate with: ${scripts.generate}`,
        "added the script generate:watch to package.json",
        "next: npm pkg set type=module, because the generated files are ES modules",
        "next: npm run generate\n",
      ].join("\n"),
    );
    expect(readFileSync(join(folder, "qapi-ts.config.json"), "utf8")).toBe("// kept");
    expect(existsSync(join(folder, "schema"))).toBe(false);
    expect(readScripts(folder)).toEqual({ generate: "make", "generate:watch": scripts["generate:watch"] });
    const text = readFileSync(join(folder, "package.json"), "utf8");
    expect(text).toContain('\n\t\t"generate:watch"');
    await runHere(["init", folder]);
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(text);
  });

  test("creates package.json with the scripts if it is absent", async () => {
    const folder = temporaryFolder();
    const { status, out } = await runHere(["init", folder]);
    expect(status).toBe(0);
    expect(out).toContain("created package.json\n");
    expect(out).toContain("next: npm run generate\n");
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(manifest).toEqual({ type: "module", scripts });
  });

  test.each([
    ["[]", ""],
    ["1", ""],
    ['{ "scripts": null }', '"scripts" of '],
    ['{ "scripts": [] }', '"scripts" of '],
    ['{ "scripts": "x" }', '"scripts" of '],
  ])("changes nothing if package.json is %s", async (manifest, what) => {
    const folder = temporaryFolder({ "package.json": manifest });
    const { status, error } = await runHere(["init", folder]);
    expect(status).toBe(1);
    const file = join(folder, "package.json");
    expect(error).toBe(
      `qapi-ts: ${what}${file} is not a JSON object. Fix it and run \`qapi-ts init\` again.\n`,
    );
    expect(readdirSync(folder)).toEqual(["package.json"]);
  });

  test.each([
    ["{", "1:2"],
    ['{\n  "name": "a",\n}\n', "3:1"],
    ['{ "name": "a" } // mine', "1:17"],
  ])(
    "changes nothing if package.json is not valid JSON, and names the place: %j",
    async (manifest, place) => {
      const folder = temporaryFolder({ "package.json": manifest });
      const { status, error } = await runHere(["init", folder]);
      expect(status).toBe(1);
      const file = join(folder, "package.json");
      expect(error).toBe(`qapi-ts: ${file}:${place}: invalid JSON. Fix it and run \`qapi-ts init\` again.\n`);
      expect(readdirSync(folder)).toEqual(["package.json"]);
    },
  );

  test.each([
    ['{ "type": "module" }', false],
    ['{ "type": "commonjs" }', true],
    ["{}", true],
  ])(
    "states that the generated files are ES modules if package.json is %s: %s",
    async (manifest, isStated) => {
      const folder = temporaryFolder({ "package.json": manifest });
      const { out } = await runHere(["init", folder]);
      expect(out.includes("next: npm pkg set type=module")).toBe(isStated);
    },
  );

  test.each([
    ["schema", "schema"],
    ["schema/example.json/x", "schema/example.json"],
    ["qapi-ts.config.json/x", "qapi-ts.config.json"],
  ])("changes nothing while %s is in the way", async (file, obstacle) => {
    const folder = temporaryFolder({ [file]: "" });
    const { status, error } = await runHere(["init", folder]);
    expect(status).toBe(2);
    expect(error).toContain(`${join(folder, obstacle)} is in the way of `);
    expect(existsSync(join(folder, "package.json"))).toBe(false);
    rmSync(join(folder, file.split("/")[0] ?? ""), { recursive: true });
    expect(readdirSync(folder)).toEqual([]);
    expect(await runHere(["init", folder])).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, "schema/example.json"))).toBe(true);
  });

  test("creates a missing example schema for a config that names it", async () => {
    const folder = temporaryFolder();
    await runHere(["init", folder]);
    rmSync(join(folder, "schema"), { recursive: true });
    const { out } = await runHere(["init", folder]);
    expect(out).toContain("kept qapi-ts.config.json: it exists\ncreated schema/example.json\n");
  });

  test("does not write through a dangling symbolic link", async () => {
    const folder = temporaryFolder();
    symlinkSync("../elsewhere.json", join(folder, "qapi-ts.config.json"));
    expect(await runHere(["init", folder])).toMatchObject({ status: 2 });
    expect(existsSync(join(folder, "../elsewhere.json"))).toBe(false);
  });
});
