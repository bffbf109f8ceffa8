import { fileURLToPath } from "node:url";
import ts from "typescript";
import { sourcePaths } from "../../support/compile.js";

const folder = fileURLToPath(new URL(".", import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  types: ["node"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  paths: sourcePaths,
};

/**
 * Compiles pieces of code, each in a function of its own behind the same beginning.
 * @returns the compiler's messages about each piece, in the order of the pieces.
 */
export function compile(beginning: string, pieces: readonly string[]): readonly (readonly string[])[] {
  const lines = pieces.map((piece) => `(async () => { ${piece.replaceAll("\n", " ")} })();`);
  const text = [beginning.replaceAll("\n", " "), ...lines].join("\n");
  const program = programOf(text);
  const found: string[][] = pieces.map(() => []);
  for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ");
    const place = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const messages = found[(place?.line ?? 0) - 1];
    if (messages === undefined) throw new Error(`outside of the pieces: ${message}`);
    messages.push(message);
  }
  return found;
}

function programOf(text: string): ts.Program {
  const name = `${folder}fixture.ts`;
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language, ...rest) =>
    file === name ? ts.createSourceFile(file, text, language) : getSourceFile(file, language, ...rest);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (file) => file === name || fileExists(file);
  return ts.createProgram([name], options, host);
}
