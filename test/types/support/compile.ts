import { basename } from "node:path";
import ts from "typescript";

/** As strict as a user's program can be, and stricter in what it asks of generated code. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  types: ["node"],
  skipLibCheck: true,
  noEmit: true,
};

/** What the compiler finds in files that are one program: `FILE:LINE: CODE MESSAGE`, each in its shortest form. */
export function compile(files: readonly string[]): readonly string[] {
  const program = ts.createProgram([...files], options);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { file, start = 0, code, messageText } = diagnostic;
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${basename(file?.fileName ?? "")}:${line}: TS${code} ${firstLine(messageText)}`;
  });
}

function firstLine(message: string | ts.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(message, "\n").split("\n")[0] ?? "";
}
