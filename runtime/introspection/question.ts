import type { AnyProtocol, CommandName, EventName, Protocol } from "../protocol.js";

/**
 * The path to a member: its name, or the names of the members from the outermost to it. Arrays and alternates need no
 * step; the members of every branch of a union count.
 */
export type MemberPath = string | readonly string[];

interface MemberQuestion {
  /** A feature of the value if `value` is given, otherwise of the member. */
  readonly feature?: string;
  /** A value of the enumeration that is the member's type. */
  readonly value?: string;
}

/** A command or event of the protocol, a member, an enumeration value or a feature that a server may support. */
export type SupportQuestion<P extends Protocol = AnyProtocol> =
  | { readonly command: CommandName<P>; readonly feature?: string }
  | (MemberQuestion & { readonly command: CommandName<P>; readonly argument: MemberPath })
  | (MemberQuestion & { readonly command: CommandName<P>; readonly returns: MemberPath })
  | { readonly event: EventName<P>; readonly feature?: string }
  | (MemberQuestion & { readonly event: EventName<P>; readonly data: MemberPath });

/** Whether a question is about a command as a whole, which is all that a guest agent can answer. */
export function isPlainCommand(question: SupportQuestion): question is { readonly command: string } {
  return "command" in question && Object.values(question).filter((value) => value !== undefined).length === 1;
}
