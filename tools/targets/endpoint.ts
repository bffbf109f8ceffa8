import type { Target as SessionTarget } from "qapi-ts";

/** An address that can be connected to more than once. */
type Address = Exclude<
  SessionTarget,
  { readonly stream: unknown } | { readonly child: unknown } | { readonly readable: unknown }
>;

/** An address of a session, and what has to be released when the session has ended. */
export interface Endpoint {
  readonly address: Address;
  /** Whether the guest agent's protocol is spoken there. Default: QMP. */
  readonly isAgent?: boolean;
  /** The most calls that are sent and not answered. */
  readonly maxInFlight?: number;
  /** Ends the programs that serve the address. */
  readonly release?: () => Promise<void>;
}

/** How to open an endpoint. */
export interface EndpointOptions {
  /** The limit, in milliseconds. */
  readonly timeout: number;
  /** Gives up when aborted. */
  readonly signal: AbortSignal | undefined;
  /** Whether an endpoint that delivers no events is of use. */
  readonly needsEvents: boolean;
}
