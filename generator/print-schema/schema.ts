import { posix } from "node:path";
import type { Model, Module } from "../model/index.js";
import { fileItems, type FileItem } from "./contents.js";
import { definitionValue } from "./definition.js";
import { documentationComment, freeFormComment } from "./documentation.js";
import { layOut } from "./layout.js";
import { pragmaValue } from "./pragmas.js";

export interface PrintedFile {
  /** Relative to the folder of the entry file, with `/` as separator. */
  readonly path: string;
  readonly text: string;
}

interface PrintOptions {
  /** Returns the lines of the comment at the top of a file, without `#`. Default: no comment. */
  readonly header?: (module: Module) => readonly string[];
  /** The module whose file contains the pragmas. Default: the entry module. */
  readonly pragmaModule?: string;
}

/** Prints a model as QAPI files, one per module. Reading them restores the model except for positions. */
export function printSchema(model: Model, options: PrintOptions = {}): PrintedFile[] {
  const pragma = pragmaValue(model);
  const pragmaModule = options.pragmaModule ?? model.modules[0]?.name;
  return model.modules.map((module) => {
    const blocks = [
      ...headerBlock(options.header?.(module) ?? []),
      ...(pragma && module.name === pragmaModule ? [layOut(pragma)] : []),
      ...blocksOf(module, fileItems(model, module)),
    ];
    return { path: `${module.name}.json`, text: blocks.map((block) => `${block}\n`).join("\n") };
  });
}

function headerBlock(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.map((line) => (line === "" ? "#" : `# ${line}`)).join("\n")];
}

/** Joins consecutive includes into one block. Blocks are separated by blank lines. */
function blocksOf(module: Module, items: readonly FileItem[]): string[] {
  const blocks: string[] = [];
  let includes = "";
  for (const item of items) {
    const text = itemText(module, item);
    if (item.kind === "include" && includes !== "") blocks.pop();
    includes = item.kind === "include" ? `${includes}${includes && "\n"}${text}` : "";
    blocks.push(includes || text);
  }
  return blocks;
}

function itemText(module: Module, item: FileItem): string {
  switch (item.kind) {
    case "include":
      return layOut({ entries: [["include", includePath(module.name, item.module)]] });
    case "free-form":
      return freeFormComment(item.documentation);
    case "definition": {
      const { documentation } = item.definition;
      const expression = layOut(definitionValue(item.definition));
      return documentation ? `${documentationComment(documentation)}\n${expression}` : expression;
    }
  }
}

/** Include paths are relative to the including file. */
function includePath(from: string, to: string): string {
  return `${posix.relative(posix.dirname(from), to)}.json`;
}
