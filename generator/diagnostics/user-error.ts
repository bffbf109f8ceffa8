/** An error that the user can correct. The command line prints its message without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}
