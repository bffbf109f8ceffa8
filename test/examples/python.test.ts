import { execFile, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { modelDocument, modelText, readSchema } from "qapi-ts-generator";
import { launch } from "qapi-ts/node";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "../qemu/support/binaries.js";
import { describeUnless } from "../qemu/support/conditional.js";
import { root } from "../support/compile.js";

const example = join(root, "examples/python");
const models = join(root, "generator/models");

async function python(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("python3", args, { cwd: folder, timeout: 60_000 });
  return stdout;
}

/** Generates the bindings of a model in a folder with the example's files. */
async function generated(model: string, module: string, folder = temporaryFolder()): Promise<string> {
  cpSync(example, folder, { recursive: true });
  await python(folder, "generate.py", model, `${module}.py`);
  await python(folder, "-m", "py_compile", `${module}.py`);
  return folder;
}

/** Writes the model of a schema, and generates its bindings. */
async function generatedFrom(schema: string): Promise<string> {
  const { model, diagnostics } = readSchema(schema);
  if (model === undefined) throw new Error(JSON.stringify(diagnostics));
  const folder = temporaryFolder({ "model.json": modelText(modelDocument(model)) });
  return generated("model.json", "bindings", folder);
}

/** Dataclasses with the keyword `kw_only` require Python 3.10. */
const probe = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);
const obstacle = probe.status === 0 ? undefined : "python3 (3.10 or later) is not installed";

describeUnless(obstacle, "the bindings for Python", () => {
  test.each(readdirSync(models))("compile for %s, and all of their types can be resolved", async (file) => {
    const folder = await generated(join(models, file), "bindings");
    const program = `
import dataclasses, typing, bindings, qmp_client
classes = [each for each in vars(bindings).values() if dataclasses.is_dataclass(each)]
for each in classes: typing.get_type_hints(each)
for each in bindings.EVENTS.values(): qmp_client.resolve(each, vars(bindings))
print(len(classes))`;
    expect(Number(await python(folder, "-c", program))).toBeGreaterThan(30);
  });

  test("keep the names and the text of a schema as data", async () => {
    const folder = temporaryFolder({
      "schema.json": String.raw`
##
# @class:
#
# Ends """ a literal. \ """ + print("evil")
#
# @from: """
#
# @lambda: \
##
{ 'command': 'class', 'data': { 'from': 'str', '*lambda': '__com.example_Type' }, 'gen': false }
{ 'enum': '__com.example_Type', 'data': [ 'none', '1' ] }
`,
    });
    const made = await generatedFrom(join(folder, "schema.json"));
    const program =
      "import bindings, inspect; print(inspect.signature(bindings.class_)); print(bindings.class_.__doc__)";
    const output = await python(made, "-c", program);
    expect(output).toContain(
      "from_: 'str', lambda_: 't.Optional[__com_example_Type]' = None, **more: 't.Any'",
    );
    expect(output).toContain(String.raw`Ends """ a literal. \ """ + print("evil")`);
    expect(output).not.toMatch(/^evil/m);
  });

  test("compile for every construct of the language", async () => {
    for (const name of ["accepted/language", "accepted/documentation", "accepted/signals"]) {
      await generatedFrom(join(root, `test/generator/frontend/${name}.json`));
    }
  });

  describeWithEach("emulator", "with a machine", (binary, version) => {
    test("call commands, receive errors and an event", async () => {
      const folder = await generated(join(models, `qmp-${version}.json`), "qmp");
      const path = join(folder, "vm.qmp");
      const args = [
        "-M",
        "none",
        "-display",
        "none",
        "-nodefaults",
        "-qmp",
        `unix:${path},server=on,wait=off`,
      ];
      await using machine = await launch({ binary, args });
      expect((await python(folder, "machine.py", path)).split("\n")).toEqual([
        expect.stringMatching(new RegExp(`^QEMU ${version.replace(".", "\\.")}\\.\\d+$`)),
        "status: running",
        "disk: disk0 (null-co), 1048576 bytes",
        "error: blockdev-del: Failed to find node with node-name='disk1'",
        "event: STOP StopEvent()",
        "",
      ]);
      await machine.exited;
    });
  });
});

describe("the example", () => {
  test("is a generator and its runtime of fewer than 300 lines", () => {
    const lines = ["generate.py", "qmp_client.py"].map(
      (file) => readFileSync(join(example, file), "utf8").trimEnd().split("\n").length,
    );
    expect(lines.reduce((sum, each) => sum + each)).toBeLessThan(300);
  });
});
