import type { Position } from "./position.js";

/**
 * A block of documentation: its lines without the leading `# ` and without their common indentation. The text is
 * reStructuredText with QEMU's `@name` references, unchanged.
 */
export interface DocumentationText {
  readonly lines: readonly string[];
  readonly position: Position;
}

/** The description of one member, argument, branch, enum value or feature. */
export interface DocumentationItem extends DocumentationText {
  readonly name: string;
}

/** The tags that begin a section, including those that only older QEMU versions accept. */
export type SectionTag = "Returns" | "Errors" | "Since" | "TODO" | "Note" | "Notes" | "Example" | "Examples";

export interface DocumentationSection extends DocumentationText {
  readonly tag: SectionTag;
}

/** The documentation comment of one definition. */
export interface Documentation {
  readonly symbol: string;
  readonly position: Position;
  /** Text about the definition as a whole: before the members, between sections and after them. */
  readonly body: readonly DocumentationText[];
  readonly members: readonly DocumentationItem[];
  readonly features: readonly DocumentationItem[];
  readonly sections: readonly DocumentationSection[];
}

/** A documentation comment that belongs to no definition, such as a heading or an introduction. */
export interface FreeFormDocumentation extends DocumentationText {
  readonly kind: "free-form";
}
