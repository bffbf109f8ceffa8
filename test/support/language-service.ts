import { join } from "node:path";
import ts from "typescript";
import { root } from "./compile.js";

/**
 * Creates what an editor uses for a program in memory that imports the built packages by name.
 * @param content - returns the text of the program, which may change.
 */
export function languageService(path: string, content: () => string): ts.LanguageService {
  const settings: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    strict: true,
    skipLibCheck: true,
  };
  return ts.createLanguageService({
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [path],
    // The text is its version.
    getScriptVersion: (name) => (name === path ? content() : ""),
    getScriptSnapshot: (name) => {
      const read = name === path ? content() : ts.sys.readFile(name);
      return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === path || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
  });
}
