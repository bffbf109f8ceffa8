/** Something that a user can do something about: told in words, without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}
