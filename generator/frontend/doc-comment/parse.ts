import type { SourceFile } from "../source.js";
import type {
  Documentation,
  DocumentationItem,
  DocumentationSection,
  DocumentationText,
  FreeFormDocumentation,
  SectionTag,
} from "../../model/documentation.js";
import type { CommentLine, DocComment } from "../syntax.js";
import { headingOf, type Heading } from "./headings.js";
import { TextBuilder } from "./text.js";

/**
 * Takes the documentation of a definition apart. It is lenient, so that the schemas of every QEMU can be
 * used: what today's rules forbid is found by `check`, not here.
 * Syntax: docs/devel/qapi-code-gen.rst, "Definition documentation".
 */
export function parseDocumentation(source: SourceFile, comment: DocComment): Documentation {
  const [first, ...rest] = comment.lines;
  const parser = new DocumentationParser(source);
  rest.forEach((line) => {
    parser.line(line);
  });
  return {
    symbol: (first?.text ?? "").replace(/^@/, "").replace(/:.*$/, ""),
    position: source.position(comment.offset),
    ...parser.finish(),
  };
}

export function parseFreeForm(source: SourceFile, comment: DocComment): FreeFormDocumentation {
  const text = new TextBuilder(source, { text: "", offset: comment.offset }, "");
  comment.lines.forEach((line) => {
    text.add(line.text);
  });
  return { kind: "free-form", ...text.finish() };
}

/** The piece to which the next lines belong. */
interface OpenPiece {
  readonly text: TextBuilder;
  /** Whether unindented paragraphs still belong to it: so it is in body text and under "Example:". */
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
  #open: OpenPiece | undefined;

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
      // A paragraph in the first column: the heading's own when nothing has come yet, else body text again.
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
