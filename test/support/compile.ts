import { dirname, join, resolve } from "node:path";
import ts from "typescript";

export const root: string = resolve(import.meta.dirname, "../..");

/** The source files of the entries in `imports` of package.json, for programs that import the source. */
export const sourcePaths: Readonly<Record<string, string[]>> = {
  "#node-opener": [join(root, "runtime/transport/node-opener.ts")],
};

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
  paths: sourcePaths,
};

/** Options that are stricter than `strict`; generated code has to compile with them in a user's project. */
export const strictest: ts.CompilerOptions = {
  declaration: true,
  isolatedDeclarations: true,
  noUnusedLocals: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
};

/**
 * Type-checks programs in memory that import the built packages by name, as a user's program does.
 * @returns the compiler's errors, each as `NAME(LINE,COLUMN): MESSAGE`.
 */
export function compile(programs: Readonly<Record<string, string>>, more: ts.CompilerOptions = {}): string[] {
  const texts = new Map(Object.entries(programs).map(([name, text]) => [join(root, "test", name), text]));
  const folders = new Set([...texts.keys()].map((file) => dirname(file)));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (folder) => folders.has(folder) || ts.sys.directoryExists(folder),
    fileExists: (file) => texts.has(file) || disk.fileExists(file),
    readFile: (file) => texts.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const text = texts.get(file);
      if (text === undefined) return disk.getSourceFile(file, version, ...rest);
      return ts.createSourceFile(file, text, version);
    },
  };
  const program = ts.createProgram([...texts.keys()], { ...options, ...more }, host);
  return ts.getPreEmitDiagnostics(program).map(formatDiagnostic);
}

/** Compiles a TypeScript program to JavaScript modules for Node. */
export function toJavaScript(program: string): string {
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(program, { compilerOptions }).outputText;
}

function formatDiagnostic({ file, start, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (!file || start === undefined) return message;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const name = file.fileName.slice(join(root, "test").length + 1);
  return `${name}(${String(line + 1)},${String(character + 1)}): ${message}`;
}
