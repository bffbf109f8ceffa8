/** What somebody may choose of the output's text. */
export interface EmitOptions {
  /** The module that generated files import the runtime from; a path that starts with a dot is relative to the output. */
  readonly runtime: string;
  /** A URL in which `{kind}`, `{module}` and `{name}` stand for a definition's: its page in a reference. */
  readonly reference: string | undefined;
}
