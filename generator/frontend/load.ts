import { dirname, isAbsolute, join, normalize, relative, resolve } from "node:path";
import { type Diagnostic, unreadableFile } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { isWithin, readInput, realPathOf } from "../files/files.js";
import type { ParsedFile, SyntaxDiagnostic } from "./parser.js";
import { SourceFile } from "./source.js";
import { entryOf, type DocComment, type Expression, type ObjectNode, type SchemaItem } from "./syntax.js";

/** One schema file with its items. */
export interface LoadedModule {
  readonly source: SourceFile;
  /** The path from the entry's folder, without `.json`. */
  readonly name: string;
  /** The names of the modules that it includes, in order. */
  readonly includes: readonly string[];
  readonly definitions: readonly Expression[];
  readonly freeForm: readonly DocComment[];
}

export interface LoadedSchema {
  /** In the order of the first include; the entry comes first. */
  readonly modules: readonly LoadedModule[];
  /** All definitions in schema order: those of an included file are at the place of its first include. */
  readonly definitions: readonly Expression[];
  readonly pragmas: readonly Expression[];
  /** Absolute paths of the files that were read or could not be read. */
  readonly inputs: readonly string[];
  readonly diagnostics: readonly SyntaxDiagnostic[];
}

/** Parses one file into its top-level items. */
type ParseSource = (source: SourceFile) => ParsedFile<SchemaItem>;

/** Reads the entry file of a schema and, once each, every file that it includes. */
export function loadSchema(entry: string, parse: ParseSource): LoadedSchema {
  const loader = new Loader(resolve(entry), parse);
  loader.read(entry);
  return loader.schema;
}

/** A module while its file is being read. */
interface OpenModule extends LoadedModule {
  readonly includes: string[];
  readonly definitions: Expression[];
  readonly freeForm: DocComment[];
}

type ExpressionItem = Extract<SchemaItem, { readonly kind: "expression" }>;

/** A module whose items are not all processed. */
interface Frame {
  readonly module: OpenModule;
  readonly items: readonly SchemaItem[];
  /** The index of the next item. */
  next: number;
}

class Loader {
  readonly #folder: string;
  readonly #parse: ParseSource;
  /** By real path, so that no name of a file, such as one through a symbolic link, includes it twice. */
  readonly #modules = new Map<string, OpenModule>();
  /** The file that is being read after those that include it. A deep chain must not overflow the call stack. */
  readonly #stack: Frame[] = [];
  readonly #open = new Set<OpenModule>();
  readonly #definitions: Expression[] = [];
  readonly #pragmas: Expression[] = [];
  readonly #inputs = new Set<string>();
  readonly #diagnostics: SyntaxDiagnostic[] = [];

  constructor(entry: string, parse: ParseSource) {
    this.#folder = dirname(entry);
    this.#parse = parse;
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

  /** Reads the entry file and all files that it includes. */
  read(file: string): void {
    this.#inputs.add(resolve(file));
    const text = readInput(file);
    if (typeof text !== "string") {
      this.#diagnostics.push(unreadableFile(file, "the schema", text.reason));
      return;
    }
    this.#enter(realPathOf(file), new SourceFile(resolve(file), file, text));
    for (let frame = this.#stack.at(-1); frame !== undefined; frame = this.#stack.at(-1)) this.#step(frame);
  }

  #enter(realPath: string, source: SourceFile): void {
    const name = moduleName(this.#folder, source.path);
    const module: OpenModule = { source, name, includes: [], definitions: [], freeForm: [] };
    this.#modules.set(realPath, module);
    this.#open.add(module);
    const { value: items, diagnostics } = this.#parse(source);
    for (const each of diagnostics) this.#diagnostics.push(each);
    this.#stack.push({ module, items, next: 0 });
  }

  /** Processes the next item of a module. */
  #step(frame: Frame): void {
    const { module, items } = frame;
    const index = frame.next++;
    const item = items[index];
    if (item === undefined) {
      this.#stack.pop();
      this.#open.delete(module);
    } else if (item.kind === "expression") this.#expression(module, item, commentBefore(items, index));
    else if (!documents(item, items[index + 1])) module.freeForm.push(item.comment);
  }

  #expression(module: OpenModule, item: ExpressionItem, comment: DocComment | undefined): void {
    const { node, isFormer = false } = item;
    const expression: Expression = { source: module.source, node, comment, isFormer };
    if (entryOf(node, "include")) this.#include(module, expression);
    else if (entryOf(node, "pragma")) this.#pragmas.push(expression);
    else {
      module.definitions.push(expression);
      this.#definitions.push(expression);
    }
  }

  /** Syntax: docs/devel/qapi-code-gen.rst, "Include directives". */
  #include(module: OpenModule, { source, node }: Expression): void {
    const target = includeTarget(source, node);
    if (target.kind === "invalid") {
      this.#diagnostics.push(target.diagnostic);
      return;
    }
    const path = resolve(dirname(source.path), target.path);
    const realPath = realPathOf(path);
    const known = this.#modules.get(realPath);
    module.includes.push(known?.name ?? moduleName(this.#folder, path));
    this.#inputs.add(path);
    const isCircular = known !== undefined && this.#open.has(known);
    if (isCircular) {
      const message = `cannot include ${quote(target.path)}: a file cannot include itself, directly or through other files`;
      this.#diagnostics.push(badInclude(source, target.offset, message, circularHelp));
      return;
    }
    if (known !== undefined) return;
    const text = readInput(path);
    if (typeof text === "string") {
      const file = isAbsolute(target.path) ? path : normalize(join(dirname(source.file), target.path));
      const isHidden = !isWithin(realPath, this.#folder);
      this.#enter(realPath, new SourceFile(path, file, text, { source, offset: target.offset }, isHidden));
    } else {
      const message = `cannot include ${quote(target.path)}: ${text.reason}`;
      this.#diagnostics.push(badInclude(source, target.offset, message));
    }
  }
}

type IncludeTarget =
  | { readonly kind: "file"; readonly path: string; readonly offset: number }
  | { readonly kind: "invalid"; readonly diagnostic: Diagnostic };

function includeTarget(source: SourceFile, directive: ObjectNode): IncludeTarget {
  const invalid = (offset: number, message: string): IncludeTarget => ({
    kind: "invalid",
    diagnostic: badInclude(source, offset, message),
  });
  const unknown = directive.entries.find((entry) => entry.key.value !== "include")?.key;
  if (unknown) return invalid(unknown.offset, `unknown key ${quote(unknown.value)} in an include directive`);
  const include = entryOf(directive, "include");
  if (include?.value.kind === "string") {
    return { kind: "file", path: include.value.value, offset: include.value.offset };
  }
  const offset = include?.key.offset ?? directive.offset;
  return invalid(offset, '"include" must be a string: the path of a file');
}

const includeHelp = "write { 'include': 'PATH' }; the path is relative to this file";
const circularHelp = "remove this include: each file can use the definitions of all files of the schema";

function badInclude(source: SourceFile, offset: number, message: string, help = includeHelp): Diagnostic {
  return {
    code: "bad-include",
    severity: "error",
    message,
    position: source.position(offset),
    help,
  };
}

function moduleName(folder: string, path: string): string {
  return relative(folder, path)
    .replaceAll("\\", "/")
    .replace(/\.json$/, "");
}

function commentBefore(items: readonly SchemaItem[], index: number): DocComment | undefined {
  const before = items[index - 1];
  return before?.kind === "comment" && documents(before, items[index]) ? before.comment : undefined;
}

/** A comment that begins with `@` belongs to the definition after it. Any other comment is free-form. */
function documents(item: SchemaItem, next: SchemaItem | undefined): boolean {
  if (item.kind !== "comment" || next?.kind !== "expression") return false;
  if (entryOf(next.node, "include") ?? entryOf(next.node, "pragma")) return false;
  return item.comment.lines[0]?.text.startsWith("@") ?? false;
}

/** What a file contains: a schema, or JSON. Schemas are never JSON, because their strings are in single quotes. */
type ContentKind = "schema" | "model" | "answer" | "json";

/** Recognizes a model that `export` wrote and an answer to `query-qmp-schema`, also if the JSON has a syntax error. */
export function contentKind(text: string): ContentKind {
  const [, key, bracket] = /^\ufeff?\s*(?:\{\s*"([^"\n]*)"\s*:|(\[)\s*\{\s*")/.exec(text) ?? [];
  if (key !== undefined && /"formatVersion"\s*:/.test(text)) return "model";
  if (bracket !== undefined || key === "return" || key === "schema") return "answer";
  return isJson(text) ? "json" : "schema";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
