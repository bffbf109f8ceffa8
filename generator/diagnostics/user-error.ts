import { escapeControls } from "./escape.js";

/** An error that the user can correct. The command line prints its message without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";

  /** @param message - may quote a server or a file: control characters are escaped, except line ends. */
  constructor(message: string, options?: ErrorOptions) {
    super(escapeControls(message), options);
  }
}
