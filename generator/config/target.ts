/** One set of bindings: what they are made from, where they go, and what somebody chose of them. */
export interface Target {
  /** The schema's entry file. */
  readonly schema: string;
  /** The folder that holds the bindings, and nothing else of ours. */
  readonly out: string;
  /** The protocol's name: `Qmp` gives `QmpProtocol`, `QmpSession`, `QmpCommands`, `QmpEvents` and `qmp`. */
  readonly name: string;
  /** The module that generated files import the runtime from; a path that starts with a dot is relative to `out`. */
  readonly runtime: string;
  /** The conditions that are true. Undefined: everything is kept, whatever its condition. */
  readonly defines: readonly string[] | undefined;
  /** A URL in which `{kind}`, `{module}` and `{name}` stand for a definition's: its page in a reference. */
  readonly reference: string | undefined;
  /** Whether to make validators too; not, where it is left out. */
  readonly validators?: boolean;
  /** The file that says what the schema cannot: signal accessors, how commands complete. */
  readonly annotations?: string | undefined;
}

/** What a target is where nothing else was said. */
export const targetDefaults: Omit<Target, "schema" | "out"> = {
  name: "Qmp",
  runtime: "qapi-ts/codegen",
  defines: undefined,
  reference: undefined,
};

/** What a protocol may be called: its name becomes part of identifiers. */
export const namePattern: string = "^[A-Z][A-Za-z0-9]*$";

/** What a module specifier may be: it stands in quotes in every file. */
export const specifierPattern: string = "^[A-Za-z0-9@._~/:+-]+$";

/** What a reference may be: it stands in comments, and may hold nothing that means something there. */
export const referencePattern: string = String.raw`^https?://([\w./:?#&=%~+,;!-]|\{(kind|module|name)\})+$`;
