import type { DiagnosticCode } from "../diagnostics/codes.js";
import { positionAt, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Position } from "../model/model.js";

/** The include directive that leads to a file. */
interface IncludeSite {
  readonly source: SourceFile;
  readonly offset: number;
}

const maxChain = 100;

/** The text of one schema file. Converts offsets to positions. */
export class SourceFile {
  /** The absolute path, by which two includes of the same file are recognized. */
  readonly path: string;
  /** The file's name in positions. */
  readonly file: string;
  readonly text: string;
  /** Undefined for the entry file. */
  readonly includedFrom: IncludeSite | undefined;
  /** True if diagnostics must not show the text, because the file is not in the folder of the schema. */
  readonly isHidden: boolean;

  constructor(path: string, file: string, text: string, includedFrom?: IncludeSite, isHidden = false) {
    this.path = path;
    this.file = file;
    this.text = text;
    this.includedFrom = includedFrom;
    this.isHidden = isHidden;
  }

  position(offset: number): Position {
    return positionAt(this, offset);
  }

  /** Returns the include directives that lead to this file, innermost first and at most 100. */
  includeChain(): Position[] {
    const chain: Position[] = [];
    for (
      let site = this.includedFrom;
      site !== undefined && chain.length < maxChain;
      site = site.source.includedFrom
    ) {
      chain.push(site.source.position(site.offset));
    }
    return chain;
  }
}

interface Details {
  readonly help?: string;
  readonly inComment?: boolean;
  readonly skipTo?: number;
}

/** Thrown where the parser cannot continue. `parseFile` catches it and resumes after the broken item. */
export class SchemaSyntaxError extends Error {
  override readonly name: string = "SchemaSyntaxError";
  readonly diagnostic: Diagnostic;
  readonly offset: number;
  /** True inside a documentation comment, where the next `##` closes the comment instead of opening another. */
  readonly inComment: boolean;
  /** The offset at which the search for the next item begins. Default: `offset`. */
  readonly skipTo: number | undefined;

  constructor(
    source: SourceFile,
    offset: number,
    code: DiagnosticCode,
    message: string,
    { inComment = false, skipTo, ...extra }: Details = {},
  ) {
    super(message);
    this.offset = offset;
    this.inComment = inComment;
    this.skipTo = skipTo;
    this.diagnostic = { code, severity: "error", message, position: source.position(offset), ...extra };
  }
}
