import type { Completion } from "qapi-ts";

/** An annotations file as it was written, its form being checked. */
export interface WrittenAnnotations {
  readonly accessors?: Readonly<Record<string, WrittenAccessor>>;
  readonly completions?: Readonly<Record<string, WrittenCompletion>>;
  readonly base64?: Readonly<Record<string, readonly string[]>>;
  readonly timeouts?: Readonly<Record<string, WrittenTimeouts>>;
}

export interface WrittenAccessor {
  readonly event: string;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface WrittenTimeouts {
  readonly commands: readonly string[];
  /** Null: as long as it likes. */
  readonly milliseconds: number | null;
}

/** The form of what the runtime is handed. */
export type WrittenCompletion = Omit<Completion, "command">;
