import { posix } from "node:path";
import type { Model, Module } from "../model/model.js";
import { contentsOf, type Content } from "./contents.js";
import { definitionValue } from "./definition.js";
import { documentationComment, freeFormComment } from "./documentation.js";
import { layOut } from "./layout.js";
import { pragmaValue } from "./pragmas.js";

export interface PrintedFile {
  /** From the folder of the entry file, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface PrintOptions {
  /** The comment at the top of a module's file: lines without `#`. */
  readonly header?: (module: Module) => readonly string[];
  /** The module whose file holds the pragmas that the model needs; the entry, when nothing is said. */
  readonly pragmaModule?: string;
}

/** Prints a model as QAPI files, one a module. Reading them gives the model again, but for positions. */
export function printSchema(model: Model, options: PrintOptions = {}): PrintedFile[] {
  const pragma = pragmaValue(model);
  const pragmaModule = options.pragmaModule ?? model.modules[0]?.name;
  return model.modules.map((module) => {
    const blocks = [
      ...headerBlock(options.header?.(module) ?? []),
      ...(pragma && module.name === pragmaModule ? [layOut(pragma)] : []),
      ...blocksOf(module, contentsOf(model, module)),
    ];
    return { path: `${module.name}.json`, text: blocks.map((block) => `${block}\n`).join("\n") };
  });
}

function headerBlock(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.map((line) => (line === "" ? "#" : `# ${line}`)).join("\n")];
}

/** Includes that follow each other stand together; everything else is set apart by a blank line. */
function blocksOf(module: Module, contents: readonly Content[]): string[] {
  const blocks: string[] = [];
  let includes = "";
  for (const content of contents) {
    const text = contentText(module, content);
    if (content.kind === "include" && includes !== "") blocks.pop();
    includes = content.kind === "include" ? `${includes}${includes && "\n"}${text}` : "";
    blocks.push(includes || text);
  }
  return blocks;
}

function contentText(module: Module, content: Content): string {
  switch (content.kind) {
    case "include":
      return layOut({ entries: [["include", includePath(module.name, content.module)]] });
    case "free-form":
      return freeFormComment(content.documentation);
    case "definition": {
      const { documentation } = content.definition;
      const expression = layOut(definitionValue(content.definition));
      return documentation ? `${documentationComment(documentation)}\n${expression}` : expression;
    }
  }
}

/** Includes are relative to the file in which they stand. */
function includePath(from: string, to: string): string {
  return `${posix.relative(posix.dirname(from), to)}.json`;
}
