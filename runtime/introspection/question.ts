/**
 * The way to a member: its name, or the names of the members that lead to it from the outermost. Arrays and alternates
 * on the way need no step, and a union's members count whatever branch they are in.
 */
export type MemberPath = string | readonly string[];

interface PlaceQuestion {
  /** A feature of the member, the value, the command or the event: the last that is named. */
  readonly feature?: string;
  /** A value of the enumeration that the member has as its type. */
  readonly value?: string;
}

/** Something that a server may offer. */
export type SupportQuestion =
  | { readonly command: string; readonly feature?: string }
  | (PlaceQuestion & { readonly command: string; readonly argument: MemberPath })
  | (PlaceQuestion & { readonly command: string; readonly returns: MemberPath })
  | { readonly event: string; readonly feature?: string }
  | (PlaceQuestion & { readonly event: string; readonly data: MemberPath });

/** Whether it is asked of a command as such, which is all that can be known of some servers. */
export function isPlainCommand(question: SupportQuestion): question is { readonly command: string } {
  return "command" in question && Object.values(question).filter((value) => value !== undefined).length === 1;
}
