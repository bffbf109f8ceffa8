import type { Position } from "./position.js";

/**
 * A run of documentation: its lines without the leading `# ` and without the indentation they share. The
 * text is reStructuredText with QEMU's `@name` references, exactly as the schema's author wrote it.
 */
export interface DocumentationText {
  readonly lines: readonly string[];
  readonly position: Position;
}

/** What is said of one member, argument, branch, enumeration value or feature. */
export interface DocumentationItem extends DocumentationText {
  readonly name: string;
}

/** The tags that begin a section; those of older QEMUs included. */
export type SectionTag = "Returns" | "Errors" | "Since" | "TODO" | "Note" | "Notes" | "Example" | "Examples";

export interface DocumentationSection extends DocumentationText {
  readonly tag: SectionTag;
}

/** The documentation comment of one definition. */
export interface Documentation {
  readonly symbol: string;
  readonly position: Position;
  /** Text that belongs to the definition as a whole: before the members, between and after sections. */
  readonly body: readonly DocumentationText[];
  readonly members: readonly DocumentationItem[];
  readonly features: readonly DocumentationItem[];
  readonly sections: readonly DocumentationSection[];
}

/** A documentation comment that belongs to no definition: headings and introductions. */
export interface FreeFormDocumentation extends DocumentationText {
  readonly kind: "free-form";
}
