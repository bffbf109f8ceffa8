import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createPrinter, generate, type Diagnostic } from "qapi-ts-generator";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { compile, strictest } from "../../support/compile.js";

interface GeneratedBindings {
  /** The number of generated files. */
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
  /** The errors of the compiler with its strictest options. */
  readonly errors: readonly string[];
}

/** Generates the bindings of a schema with validators, for every build, and type-checks them. */
export async function generateAndCompile(schema: string): Promise<GeneratedBindings> {
  const out = temporaryFolder();
  const printer = createPrinter();
  const target = {
    schema,
    out,
    name: "Qmp",
    runtime: "qapi-ts/codegen",
    validators: true,
    defines: undefined,
    reference: undefined,
  };
  const { changes, diagnostics } = await generate(target, printer);
  await printer.close();
  return {
    files: changes?.missing.length ?? 0,
    diagnostics,
    errors: compile(programsIn(out), strictest),
  };
}

/** The generated files by path, for the compiler. */
function programsIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return Object.fromEntries(
    files.map((file) => [`qemu-bindings/${file}`, readFileSync(join(folder, file), "utf8")]),
  );
}
