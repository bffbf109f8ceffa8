import type { ErrorClass } from "../errors/index.js";

/** What a handler throws to answer with an error reply. */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
  readonly errorClass: ErrorClass;

  /**
   * @param description - what the client is told; for people, not for parsing.
   * @param errorClass - by what the client's program may decide.
   */
  constructor(description: string, errorClass: ErrorClass = "GenericError") {
    super(description);
    this.errorClass = errorClass;
  }
}

/** What an error reply is made of, whatever was thrown. */
export function failureOf(thrown: unknown): CommandFailure {
  if (thrown instanceof CommandFailure) return thrown;
  return new CommandFailure(thrown instanceof Error ? thrown.message : String(thrown));
}
