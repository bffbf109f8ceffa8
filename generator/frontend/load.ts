import { readFileSync } from "node:fs";
import { dirname, join, normalize, relative, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { parseFile } from "./parse-file.js";
import { inTodaysWords, type TodaysItem } from "./signal-draft/translate.js";
import type { DocComment, Expression, ObjectNode } from "./syntax.js";
import { valueOf } from "./syntax.js";
import { includeTarget } from "./include.js";
import { SourceFile } from "./source.js";

/** One schema file, read and taken apart; what it includes stands in `LoadedSchema.modules` too. */
export interface LoadedModule {
  readonly source: SourceFile;
  /** The path from the entry's folder, without `.json`. */
  readonly name: string;
  readonly includes: readonly string[];
  readonly definitions: readonly Expression[];
  readonly freeForm: readonly DocComment[];
}

export interface LoadedSchema {
  /** In the order in which they are first reached; the entry is the first. */
  readonly modules: readonly LoadedModule[];
  /** All definitions, an included file's where it is included. */
  readonly definitions: readonly Expression[];
  readonly pragmas: readonly Expression[];
  /** Absolute paths of the files that were read or could not be read. */
  readonly inputs: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a schema: its entry file and, once each, all that it includes. */
export function loadSchema(entry: string): LoadedSchema {
  const loader = new Loader(resolve(entry));
  loader.read(entry);
  return loader.schema;
}

/** A module while its file is being read. */
interface OpenModule {
  readonly source: SourceFile;
  readonly name: string;
  readonly includes: string[];
  readonly definitions: Expression[];
  readonly freeForm: DocComment[];
}

class Loader {
  readonly #folder: string;
  readonly #modules = new Map<string, OpenModule>();
  readonly #definitions: Expression[] = [];
  readonly #pragmas: Expression[] = [];
  readonly #inputs = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(entry: string) {
    this.#folder = dirname(entry);
  }

  get schema(): LoadedSchema {
    return {
      modules: [...this.#modules.values()],
      definitions: this.#definitions,
      pragmas: this.#pragmas,
      inputs: [...this.#inputs],
      diagnostics: this.#diagnostics,
    };
  }

  /** Reads the entry file. */
  read(file: string): void {
    this.#inputs.add(resolve(file));
    const text = readText(file);
    if (typeof text === "string") this.#module(new SourceFile(resolve(file), file, text));
    else this.#diagnostics.push(unreadable(file, text.reason));
  }

  #module(source: SourceFile): void {
    const module: OpenModule = {
      source,
      name: moduleName(this.#folder, source.path),
      includes: [],
      definitions: [],
      freeForm: [],
    };
    this.#modules.set(source.path, module);
    const parsed = parseFile(source);
    const { value: items, diagnostics } = inTodaysWords(source, parsed.value);
    this.#diagnostics.push(...parsed.diagnostics, ...diagnostics);
    items.forEach((item, index) => {
      if (item.kind === "expression") this.#expression(module, item.node, commentBefore(items, index));
      else if (!documents(item, items[index + 1])) module.freeForm.push(item.comment);
    });
  }

  #expression(module: OpenModule, node: ObjectNode, comment: DocComment | undefined): void {
    const expression: Expression = { source: module.source, node, comment };
    if (valueOf(node, "include")) this.#include(module, expression);
    else if (valueOf(node, "pragma")) this.#pragmas.push(expression);
    else {
      module.definitions.push(expression);
      this.#definitions.push(expression);
    }
  }

  #include(module: OpenModule, directive: Expression): void {
    const { source } = directive;
    const target = includeTarget(directive);
    if (target.kind === "invalid") {
      this.#diagnostics.push(target.diagnostic);
      return;
    }
    const path = resolve(dirname(source.path), target.path);
    module.includes.push(moduleName(this.#folder, path));
    this.#inputs.add(path);
    const problem = isOpen(source, path)
      ? "a file cannot include itself, directly or through others"
      : undefined;
    if (problem === undefined && this.#modules.has(path)) return;
    const text = problem === undefined ? readText(path) : { reason: problem };
    if (typeof text === "string") {
      const file = normalize(join(dirname(source.file), target.path));
      this.#module(new SourceFile(path, file, text, { source, offset: directive.node.offset }));
    } else this.#diagnostics.push(target.failed(text.reason));
  }
}

/** Whether the file at `path` is being read: it is `source` or led to it. */
function isOpen(source: SourceFile, path: string): boolean {
  for (let at: SourceFile | undefined = source; at; at = at.includedFrom?.source)
    if (at.path === path) return true;
  return false;
}

function moduleName(folder: string, path: string): string {
  return relative(folder, path)
    .replaceAll("\\", "/")
    .replace(/\.json$/, "");
}

function commentBefore(items: readonly TodaysItem[], index: number): DocComment | undefined {
  const before = items[index - 1];
  return before?.kind === "comment" && documents(before, items[index]) ? before.comment : undefined;
}

/** A comment that begins with `@` belongs to the definition that follows; every other stands for itself. */
function documents(item: TodaysItem, next: TodaysItem | undefined): boolean {
  if (item.kind !== "comment" || next?.kind !== "expression") return false;
  if (valueOf(next.node, "include") ?? valueOf(next.node, "pragma")) return false;
  return item.comment.lines[0]?.text.startsWith("@") ?? false;
}

function readText(path: string): string | { reason: string } {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Without the path, which the message has already said in the user's own words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+( '.*')?$/s, "");
}

function unreadable(file: string, reason: string): Diagnostic {
  return {
    code: "unreadable-file",
    severity: "error",
    message: `cannot read the schema: ${reason}`,
    position: { file, line: 1, column: 1 },
  };
}
