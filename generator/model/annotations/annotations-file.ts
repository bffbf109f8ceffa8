import type { Completion, Effect, HostResourceKind } from "qapi-ts/codegen";

/** The content of an annotations file, after its shape is validated. */
export interface AnnotationsFile {
  readonly accessors?: Readonly<Record<string, AccessorEntry>>;
  readonly completions?: Readonly<Record<string, CompletionEntry>>;
  readonly base64?: Readonly<Record<string, readonly string[]>>;
  readonly timeouts?: Readonly<Record<string, TimeoutEntry>>;
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly host?: Readonly<Record<string, HostEntry>>;
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

/** The kinds of the host resources that the members of a definition name. */
export type HostEntry = Readonly<Record<string, readonly HostResourceKind[]>>;

/** The runtime's `Completion`; the command's name is the key of the entry. */
export type CompletionEntry = Omit<Completion, "command">;
