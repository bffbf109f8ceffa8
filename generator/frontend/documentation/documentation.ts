import type {
  Documentation,
  DocumentationItem,
  DocumentationSection,
  DocumentationText,
  FreeFormDocumentation,
  SectionTag,
} from "../../model/model.js";
import type { SourceFile } from "../source.js";
import type { CommentLine, DocComment } from "../syntax.js";

/**
 * Parses the documentation of a definition. It accepts the layouts of all QEMU versions; `checkDocumentation` enforces
 * the current rules. Syntax: docs/devel/qapi-code-gen.rst, "Definition documentation".
 */
export function parseDocumentation(source: SourceFile, comment: DocComment): Documentation {
  const [first, ...rest] = comment.lines;
  const parser = new DocumentationParser(source);
  rest.forEach((line) => parser.line(line));
  return {
    symbol: symbolOf(first?.text ?? ""),
    position: source.position(comment.offset),
    ...parser.finish(),
  };
}

/** Returns the name in a line `@NAME:`. */
function symbolOf(line: string): string {
  const [symbol = ""] = line.replace(/^@/, "").split(":", 1);
  return symbol;
}

/** Parses a documentation comment that belongs to no definition. */
export function parseFreeForm(source: SourceFile, comment: DocComment): FreeFormDocumentation {
  const text = new TextBuilder(source, { text: "", offset: comment.offset }, "");
  comment.lines.forEach((line) => text.add(line.text));
  return { kind: "free-form", ...text.finish() };
}

/** The block to which the next lines belong. */
interface OpenBlock {
  readonly text: TextBuilder;
  /** True if unindented paragraphs belong to it, as in body text and below "Example:". */
  unindented: boolean;
  close(text: DocumentationText): void;
}

class DocumentationParser {
  readonly #source: SourceFile;
  readonly #body: DocumentationText[] = [];
  readonly #members: DocumentationItem[] = [];
  readonly #features: DocumentationItem[] = [];
  readonly #sections: DocumentationSection[] = [];
  #inFeatures = false;
  #open: OpenBlock | undefined;

  constructor(source: SourceFile) {
    this.#source = source;
  }

  line(line: CommentLine): void {
    const indented = line.text === "" || line.text.startsWith(" ");
    const heading = indented ? undefined : headingOf(line.text);
    if (heading) this.#heading(line, heading);
    else this.#text(line, indented);
  }

  finish(): Pick<Documentation, "body" | "members" | "features" | "sections"> {
    this.#close();
    return {
      body: this.#body,
      members: this.#members,
      features: this.#features,
      sections: this.#sections,
    };
  }

  #heading(line: CommentLine, heading: Heading): void {
    this.#close();
    if (heading.kind === "features") this.#inFeatures = true;
    else if (heading.kind === "section") this.#section(line, heading.tag, heading.rest);
    else this.#item(line, heading.name, heading.rest);
  }

  #item(line: CommentLine, name: string, rest: string): void {
    const items = this.#inFeatures ? this.#features : this.#members;
    this.#begin(line, rest, false, (text) => items.push({ name, ...text }));
  }

  #section(line: CommentLine, tag: SectionTag, rest: string): void {
    this.#inFeatures = false;
    this.#begin(line, rest, false, (text) => this.#sections.push({ tag, ...text }));
  }

  #text(line: CommentLine, indented: boolean): void {
    const open = this.#open;
    if (!indented && open && !open.unindented && open.text.endsBlank) {
      // An unindented paragraph belongs to a heading that has no text yet; otherwise it is body text.
      if (open.text.isEmpty) open.unindented = true;
      else this.#close();
    }
    if (!this.#open && line.text === "") return;
    if (!this.#open) this.#beginBody(line);
    this.#open?.text.add(line.text);
  }

  #beginBody(line: CommentLine): void {
    this.#inFeatures = false;
    this.#begin(line, "", true, (text) => this.#body.push(text));
  }

  #begin(
    line: CommentLine,
    first: string,
    unindented: boolean,
    push: (text: DocumentationText) => void,
  ): void {
    this.#open = { text: new TextBuilder(this.#source, line, first), unindented, close: push };
  }

  #close(): void {
    this.#open?.close(this.#open.text.finish());
    this.#open = undefined;
  }
}

/** Collects the lines of one block. */
class TextBuilder {
  readonly #source: SourceFile;
  /** The heading, or the first line of a block without one. */
  readonly #start: CommentLine;
  /** The text after the heading on the same line. */
  readonly #first: string;
  readonly #lines: string[] = [];
  #isEmpty: boolean;

  constructor(source: SourceFile, start: CommentLine, first: string) {
    this.#isEmpty = first === "";
    this.#source = source;
    this.#start = start;
    this.#first = first;
  }

  add(line: string): void {
    this.#lines.push(line);
    if (line !== "") this.#isEmpty = false;
  }

  /** True if there are only blank lines so far. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get endsBlank(): boolean {
    return (this.#lines.at(-1) ?? this.#first) === "";
  }

  finish(): DocumentationText {
    return {
      lines: trimBlank([this.#first, ...dedent(this.#lines)]),
      position: this.#source.position(this.#start.offset),
    };
  }
}

/** Removes the common indentation. */
function dedent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line !== "").map((line) => line.search(/\S/));
  const shared = indents.reduce((a, b) => Math.min(a, b), Infinity);
  return lines.map((line) => (line === "" ? "" : line.slice(shared)));
}

/** Removes blank lines at the start and the end. */
function trimBlank(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line !== "");
  const end = lines.findLastIndex((line) => line !== "");
  return start === -1 ? [] : lines.slice(start, end + 1);
}

/** A line of a documentation comment that begins a block. */
type Heading =
  | { readonly kind: "item"; readonly name: string; readonly rest: string }
  | { readonly kind: "features" }
  | { readonly kind: "section"; readonly tag: SectionTag; readonly rest: string };

const item = /^@([^\s:]{1,1000}):(?!\S)/;
const section = /^(Returns|Errors|Since|TODO|Notes?|Examples?):(?!\S)/;

/** Parses an unindented line as a heading. Returns undefined if it is text. */
export function headingOf(line: string): Heading | undefined {
  // Most lines are text; testing the first character is cheaper than the two expressions.
  if (!/^[@A-Z]/.test(line)) return undefined;
  if (line === "Features:") return { kind: "features" };
  const named = item.exec(line);
  if (named?.[1] !== undefined) return { kind: "item", name: named[1], rest: textAfter(line, named[0]) };
  const tagged = section.exec(line);
  if (tagged) return { kind: "section", tag: tagged[1] as SectionTag, rest: textAfter(line, tagged[0]) };
  return undefined;
}

function textAfter(line: string, heading: string): string {
  return line.slice(heading.length).trimStart();
}
