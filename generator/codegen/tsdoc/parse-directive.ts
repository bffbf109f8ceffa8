import type { Block } from "./block.js";
import { dedent } from "./lines.js";

type ParseBlocks = (lines: readonly string[]) => readonly Block[];

/**
 * A `.. name:: argument` with the lines indented below it. Targets and comments, which begin alike, are
 * nothing that a reader sees.
 */
export function parseDirective(
  line: string,
  body: readonly string[],
  parseBlocks: ParseBlocks,
): readonly Block[] {
  const match = /^\.\.\s+([\w-]+)::\s*(.*)$/.exec(line);
  if (match === null) return [];
  const [, name = "", argument = ""] = match;
  const { options, content } = takeOptions(body);
  return directive(name, argument, options, content, parseBlocks);
}

function directive(
  name: string,
  argument: string,
  options: ReadonlyMap<string, string>,
  content: readonly string[],
  parseBlocks: ParseBlocks,
): readonly Block[] {
  switch (name) {
    case "qmp-example": {
      const title = options.get("title");
      const blocks = options.has("annotated") ? parseBlocks(content) : literal(content);
      return [{ kind: "titled", title: title === undefined ? "Example" : `Example: ${title}`, blocks }];
    }
    case "code-block":
    case "parsed-literal":
      return literal(content);
    case "note":
    case "warning":
    case "caution":
    case "important":
    case "tip":
    case "hint":
    case "attention":
    case "danger":
    case "error":
      return [{ kind: "titled", title: capitalized(name), blocks: parseBlocks([argument, ...content]) }];
    case "seealso":
      return [{ kind: "titled", title: "See also", blocks: parseBlocks([argument, ...content]) }];
    case "admonition":
      return [{ kind: "titled", title: argument, blocks: parseBlocks(content) }];
    default:
      return parseBlocks([argument, ...content]);
  }
}

/** The `:name: value` lines at the head of a directive's body. */
function takeOptions(body: readonly string[]): {
  readonly options: ReadonlyMap<string, string>;
  readonly content: readonly string[];
} {
  const options = new Map<string, string>();
  let at = 0;
  for (; at < body.length; at++) {
    const match = /^\s*:([\w-]+):\s*(.*)$/.exec(body[at] ?? "");
    if (match === null) break;
    options.set(match[1] ?? "", match[2] ?? "");
  }
  return { options, content: dedent(body.slice(at)) };
}

function literal(lines: readonly string[]): readonly Block[] {
  return lines.length === 0 ? [] : [{ kind: "literal", lines: dedent(lines) }];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
