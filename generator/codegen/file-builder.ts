import { posix } from "node:path";
import type { ImportExtension } from "../config/target.js";
import type { BuiltinName, Definition, TypeReference } from "../model/index.js";
import type { Role } from "./names/allocate.js";
import type { Context, Part } from "./context.js";
import type { Declaration, GeneratedFile, Import, Parameter } from "./file.js";
import type { RuntimeFunction, RuntimeType } from "./runtime-symbols.js";

/** Builds a file. The methods that return a name also import it, so that a file imports exactly what it uses. */
export class FileBuilder {
  readonly context: Context;
  readonly #path: string;
  readonly #imports = { types: new Map<string, Set<string>>(), values: new Map<string, Set<string>>() };
  /** Module specifiers by the path of the imported file. */
  readonly #specifiers = new Map<string, string>();

  constructor(context: Context, path: string) {
    this.context = context;
    this.#path = path;
  }

  /** Returns the name of a runtime type and imports it. */
  runtime(symbol: RuntimeType): string {
    this.#import("types", this.#specifier(runtimeSpecifier, this.context.options.runtime), symbol);
    return symbol;
  }

  /** Returns the name of a runtime function and imports it. */
  runtimeFunction(symbol: RuntimeFunction): string {
    this.#import("values", this.#specifier(runtimeSpecifier, this.context.options.runtime), symbol);
    return symbol;
  }

  /** Returns the TypeScript type for a type reference and imports it. */
  type(reference: TypeReference): string {
    switch (reference.kind) {
      case "array":
        return `${this.type(reference.element)}[]`;
      case "builtin":
        return builtinType(reference.name, this);
      case "defined":
        return this.named(reference.name);
    }
  }

  /** Returns the type of a definition and imports it. */
  named(name: string): string {
    const definition = this.context.model.byName.get(name);
    if (definition === undefined) throw new Error(`The model has no type ${name}`);
    return this.declared(definition, "type");
  }

  /** Returns a type that a definition's module declares in its `types.ts`, and imports it. */
  declared({ name, module }: Pick<Definition, "name" | "module">, role: Role): string {
    return this.use(this.context.names.of(role, name), partPath(this.context, module, "types"));
  }

  /** Returns the first parameter of every generated function. */
  sessionParameter(): Parameter {
    const type = this.use(this.context.names.of("protocol", "session"), protocolPath);
    return { name: "session", type, optional: false };
  }

  /** Returns an identifier of the file at a path, and imports it if that is another file. */
  use(identifier: string, path: string): string {
    if (path !== this.#path) this.#import("types", this.#specifier(this.#relative, path), identifier);
    return identifier;
  }

  /** Returns the specifier by which this file imports the file at a path. */
  specifierOf(path: string): string {
    return this.#specifier(this.#relative, path);
  }

  /** Returns the file. The imports are sorted. */
  finish(origin: string, declarations: readonly Declaration[]): GeneratedFile {
    const imports = [...this.#sorted("values"), ...this.#sorted("types")];
    return { path: this.#path, origin, imports, declarations, reexports: [] };
  }

  readonly #relative = (from: string, to: string): string =>
    relativeSpecifier(from, to, this.context.options.importExtension);

  #specifier(find: (from: string, to: string) => string, to: string): string {
    const known = this.#specifiers.get(to);
    if (known !== undefined) return known;
    const specifier = find(this.#path, to);
    this.#specifiers.set(to, specifier);
    return specifier;
  }

  #import(kind: Import["kind"], from: string, name: string): void {
    const imports = this.#imports[kind];
    const names = imports.get(from);
    if (names === undefined) imports.set(from, new Set([name]));
    else names.add(name);
  }

  #sorted(kind: Import["kind"]): readonly Import[] {
    return [...this.#imports[kind]]
      .map(([from, names]): Import => ({ kind, from, names: [...names].sort() }))
      .sort((a, b) => (a.from < b.from ? -1 : 1));
  }
}

const extensions: Readonly<Record<ImportExtension, string>> = { js: ".js", ts: ".ts", none: "" };

export const protocolPath = "protocol.ts";

/** Returns the path of a part of a module, relative to the output folder. */
export function partPath(context: Context, module: string, part: Part | "index"): string {
  const folder = context.names.folder(module);
  return folder === "" ? `${part}.ts` : `${folder}/${part}.ts`;
}

/** Returns the module specifier by which one generated file imports another. */
export function relativeSpecifier(from: string, to: string, extension: ImportExtension = "js"): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, extensions[extension]);
  return path.startsWith(".") ? path : `./${path}`;
}

/**
 * Returns the module specifier of the runtime. A path is relative to the output folder; a package name is used
 * unchanged.
 */
function runtimeSpecifier(from: string, runtime: string): string {
  if (!runtime.startsWith(".")) return runtime;
  const depth = from.split("/").length - 1;
  const specifier = posix.join("../".repeat(depth), runtime);
  return specifier.startsWith(".") ? specifier : `./${specifier}`;
}

/**
 * Returns the TypeScript type for a built-in type. 64-bit integers, which a double cannot hold exactly, are types of
 * the runtime.
 */
function builtinType(name: BuiltinName, file: FileBuilder): string {
  switch (name) {
    case "str":
      return "string";
    case "bool":
      return "boolean";
    case "null":
      return "null";
    case "any":
      return "unknown";
    case "int":
    case "int64":
      return file.runtime("Int64");
    case "uint64":
    case "size":
      return file.runtime("Uint64");
    case "number":
    case "int8":
    case "int16":
    case "int32":
    case "uint8":
    case "uint16":
    case "uint32":
      return "number";
    case "QType":
      return file.named(name);
  }
}
