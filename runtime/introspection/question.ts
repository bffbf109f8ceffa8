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

interface CommandQuestion<P extends Protocol> {
  readonly command: CommandName<P>;
  readonly event?: never;
  readonly data?: never;
}

interface EventQuestion<P extends Protocol> {
  readonly event: EventName<P>;
  readonly command?: never;
  readonly argument?: never;
  readonly returns?: never;
}

interface WholeQuestion {
  readonly feature?: string;
  readonly value?: never;
}

/** A command or event of the protocol, a member, an enumeration value or a feature that a server may support. */
export type SupportQuestion<P extends Protocol = AnyProtocol> =
  | (CommandQuestion<P> & WholeQuestion & { readonly argument?: never; readonly returns?: never })
  | (CommandQuestion<P> & MemberQuestion & { readonly argument: MemberPath; readonly returns?: never })
  | (CommandQuestion<P> & MemberQuestion & { readonly returns: MemberPath; readonly argument?: never })
  | (EventQuestion<P> & WholeQuestion & { readonly data?: never })
  | (EventQuestion<P> & MemberQuestion & { readonly data: MemberPath });

/** Whether a question is about a command as a whole, which is all that a guest agent can answer. */
export function isPlainCommand(question: SupportQuestion): question is { readonly command: string } {
  return "command" in question && Object.values(question).filter((value) => value !== undefined).length === 1;
}
