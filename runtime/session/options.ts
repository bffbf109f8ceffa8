/** What may be said of any call. */
export interface CallOptions {
  /**
   * Gives the call up when it fires: the promise is rejected with a CallAbortedError at once. If the command
   * was sent, the server may carry it out all the same; `serverMayHaveActed` tells.
   */
  readonly signal?: AbortSignal;
  /** Gives the call up after so many milliseconds, with a CallTimeoutError. */
  readonly timeout?: number;
  /**
   * File descriptors to be passed with the command, over a unix socket, as `getfd` and `add-fd` want them. They stay
   * the caller's, to be closed when the call is settled. The call waits until the server has answered the one with
   * descriptors before it. It needs the package koffi; without it, and over any other
   * transport, the call is rejected with a DescriptorError.
   */
  readonly fds?: readonly number[];
}

/** What may be said of a call of a command that can be executed out of band. */
export interface OobCallOptions extends CallOptions {
  /**
   * Executes the command out of band: it overtakes those that wait, here and in the server. The session must
   * have negotiated the capability `oob`.
   * @see QEMU's "QMP specification", section "Out-of-band execution"
   */
  readonly oob?: boolean;
}

/** What generated code, and nobody else, needs to say besides. */
export interface RequestOptions extends OobCallOptions {
  /**
   * False for a command that sends no reply when it succeeds: the promise is fulfilled when the command was
   * written. An error reply that comes later goes to the session's `onProblem`.
   */
  readonly reply?: boolean;
}
