import type { Completion } from "qapi-ts/codegen";

/** The content of an annotations file, after its shape is validated. */
export interface AnnotationsFile {
  readonly accessors?: Readonly<Record<string, AccessorEntry>>;
  readonly completions?: Readonly<Record<string, CompletionEntry>>;
  readonly base64?: Readonly<Record<string, readonly string[]>>;
  readonly timeouts?: Readonly<Record<string, TimeoutEntry>>;
}

export interface AccessorEntry {
  readonly event: string;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface TimeoutEntry {
  readonly commands: readonly string[];
  /** Null: no timeout. */
  readonly milliseconds: number | null;
}

/** The runtime's `Completion`; the command's name is the key of the entry. */
export type CompletionEntry = Omit<Completion, "command">;
