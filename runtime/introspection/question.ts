import type { AnyProtocol, CommandName, EventName, Protocol } from "../protocol.js";

/**
 * The path to a member: its name, or the names of the members that lead to it from the outermost. Arrays and alternates
 * on the path need no step, and the members of all branches of a union are found.
 */
export type MemberPath = string | readonly string[];

interface PlaceQuestion {
  /** A feature of the most specific item that the question names: the value, the member, the command or the event. */
  readonly feature?: string;
  /** A value of the enumeration that is the member's type. */
  readonly value?: string;
}

/** An item that a server may offer: a command or event of a protocol, a member, a value or a feature. */
export type SupportQuestion<P extends Protocol = AnyProtocol> =
  | { readonly command: CommandName<P>; readonly feature?: string }
  | (PlaceQuestion & { readonly command: CommandName<P>; readonly argument: MemberPath })
  | (PlaceQuestion & { readonly command: CommandName<P>; readonly returns: MemberPath })
  | { readonly event: EventName<P>; readonly feature?: string }
  | (PlaceQuestion & { readonly event: EventName<P>; readonly data: MemberPath });

/** Whether the question is about a command as a whole, which is all that a guest agent can answer. */
export function isPlainCommand(question: SupportQuestion): question is { readonly command: string } {
  return "command" in question && Object.values(question).filter((value) => value !== undefined).length === 1;
}
