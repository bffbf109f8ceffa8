import { ListenerError, type QapiError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";

/** Options of every call. */
export interface CallOptions {
  /**
   * Gives up the call when the signal fires: the promise is rejected immediately with a CallAbortedError. A command that
   * was already sent may still be executed; see `serverMayHaveActed`.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Gives up the call after this many milliseconds, with a CallTimeoutError. Default: the session's timeout for the
   * command, from `callTimeout`, the protocol and `readTimeout`.
   */
  readonly timeout?: number | undefined;
  /**
   * File descriptors to pass with the command over a unix socket, as `getfd` and `add-fd` expect. They remain open and
   * belong to the caller, who closes them after the call has settled. A call with descriptors is sent after the server
   * has answered the previous one. Requires the package koffi; without it, or over another transport, the call is
   * rejected with a DescriptorError.
   */
  readonly fds?: readonly number[] | undefined;
  /**
   * Receives the returned value, or the error of the call, once, as soon as it is known: before the promise settles, and
   * before any event that the server sent after the reply. For programs that pass both on. What it throws is reported to
   * `onProblem`.
   */
  readonly onReply?:
    ((reply: { readonly value: unknown } | { readonly error: QapiError }) => unknown) | undefined;
}

/** Options of a command that supports out-of-band execution. */
export interface OobCallOptions extends CallOptions {
  /**
   * Executes the command out of band, ahead of the commands that are queued here and in the server. The session must
   * have negotiated the capability `oob`. Default: false.
   * @see QMP specification, section "Out-of-band execution"
   */
  readonly oob?: boolean | undefined;
}

/** Options that only generated code uses. */
export interface RequestOptions extends OobCallOptions {
  /**
   * False for a command without a success reply: the promise is fulfilled when the command has been written. A later error
   * reply is reported to `onProblem`. Default: the value of the session's protocol, else true.
   */
  readonly reply?: boolean | undefined;
  /** Receives the returned value if the call was given up before it arrived, to release what the command reserved. */
  readonly onLateReply?: ((value: unknown) => void) | undefined;
  /** True if the call is part of a longer wait, which has its own limit: `readTimeout` does not apply. Default: false. */
  readonly isPoll?: boolean | undefined;
  /** True if the arguments are already validated and encoded. Default: false. */
  readonly prepared?: boolean | undefined;
}

type ReplyListener = NonNullable<CallOptions["onReply"]>;

/** Returns a function that passes the first outcome of a call to `onReply`, and reports what that throws. */
export function replyReporter(
  onReply: ReplyListener,
  problems: { reportProblem(error: QapiError): void },
): (reply: Parameters<ReplyListener>[0]) => void {
  let isReported = false;
  return (reply) => {
    if (isReported) return;
    isReported = true;
    callBack(
      () => onReply(reply),
      (cause) => problems.reportProblem(new ListenerError("onReply failed", { cause })),
    );
  };
}

/** The default timeout of calls, in milliseconds: a number, or a function of the command. */
export type CallTimeout<K extends string = string> = number | ((command: K) => number | undefined);

/** What a protocol states about its commands. */
interface CommandFacts {
  readonly timeouts?: Readonly<Record<string, number>>;
  readonly isRead?: (command: string) => boolean;
}

/** The options of a session that determine the timeouts of its calls, in milliseconds. */
interface TimeoutSources {
  readonly callTimeout: CallTimeout | undefined;
  readonly readTimeout: number;
  readonly protocol: CommandFacts | undefined;
}

/**
 * Returns the timeout of a call without its own, in milliseconds, or undefined for none. The first of these counts: the
 * function `callTimeout`, the protocol's timeout for the command, `readTimeout` for a command that only reads, the number
 * `callTimeout`.
 */
export function defaultTimeout(
  command: string,
  { callTimeout, readTimeout, protocol }: TimeoutSources,
  isPoll = false,
): number | undefined {
  const { timeouts, isRead } = protocol ?? {};
  const [byFunction, byNumber] =
    typeof callTimeout === "function" ? [callTimeout(command)] : [undefined, callTimeout];
  const byCommand = timeouts && Object.hasOwn(timeouts, command) ? timeouts[command] : undefined;
  const ofReads = !isPoll && isRead?.(command) === true ? readTimeout : undefined;
  return byFunction ?? byCommand ?? ofReads ?? byNumber;
}
