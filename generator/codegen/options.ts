import type { ImportExtension } from "../config/target.js";

/** The options that determine the text of generated files. */
export interface EmitOptions {
  /** The module that generated files import the runtime from. A path that starts with a dot is relative to the output. */
  readonly runtime: string;
  /** The extension of the relative imports between generated files. Default: `js`. */
  readonly importExtension?: ImportExtension;
  /** The URL of a definition's reference page, in which `{kind}`, `{module}` and `{name}` are replaced. */
  readonly reference: string | undefined;
}
