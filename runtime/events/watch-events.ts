import { DisconnectedError } from "../errors/connection.js";
import type { AnyProtocol, EventOf, Protocol } from "../protocol.js";
import type { Session } from "../session/session.js";
import type { AccessorOf } from "../signals/accessor.js";
import { connectAccessor } from "../signals/connect-accessor.js";
import { withoutTag } from "../signals/signal-events.js";
import { onAbort } from "./waiter.js";
import type { EventMessage } from "./event.js";
import type { InboxOptions } from "./inbox-options.js";
import { Inbox } from "./inbox.js";
import type { ConnectOptions, SignalConnection } from "./subscription.js";

/**
 * Keeps a session's events from now on in an inbox: for code that takes events when it needs them. When the session
 * ends, pending waits reject, and the kept events can still be taken.
 */
export function watchEvents<P extends Protocol = AnyProtocol>(
  session: Session<P>,
  options: InboxOptions<EventOf<P>> = {},
): EventInbox<P> {
  return new EventInbox<P>(session, options);
}

/** An inbox for the events of one session. */
export class EventInbox<P extends Protocol = AnyProtocol> extends Inbox<P> {
  readonly #session: Session<P>;

  constructor(session: Session<P>, options: InboxOptions<EventOf<P>>) {
    super(options);
    this.#session = session;
    this.addSource(session, session, "the session", {
      event: (message, size) => this.receive(message, size),
      gap: (error) => this.interrupt(error),
      ended: (error) => this.end(error),
    });
  }

  /**
   * Connects to an accessor. The inbox receives its events until the connection or the inbox ends; `close` gives the
   * connection back. An inbox with `names: []` receives no other events.
   * @throws DisconnectedError (as a rejection) if the inbox has ended; otherwise as `connectAccessor`.
   */
  async connect<A extends object, D, E extends string>(
    accessor: AccessorOf<P, A, D, E>,
    args: NoInfer<A>,
    { signal }: Pick<ConnectOptions, "signal"> = {},
  ): Promise<SignalConnection<E>> {
    if (!this.sources.has(this.#session))
      throw new DisconnectedError(`cannot connect to ${accessor.event}: the inbox has ended`);
    const receiving = new AbortController();
    const abort = (): void => receiving.abort();
    if (signal?.aborted === true) abort();
    const stopAbort = onAbort(signal, abort);
    const key = {};
    this.sources.set(key, { end: abort, pause: () => true, resume: () => undefined });
    const release = (): void => {
      stopAbort();
      this.sources.delete(key);
    };
    const options = { signal: receiving.signal };
    try {
      const connection = await connectAccessor(this.#session, accessor, args, this.#receiveSignal, options);
      void connection.ended.then(release);
      return connection;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Without an accessor in the server, the session's ordinary events include those of the connection. */
  readonly #receiveSignal = (message: EventMessage, size = 0): void => {
    const { names } = this.options;
    const isOrdinary = message.tag === undefined && (names?.includes(message.event) ?? true);
    if (!isOrdinary) this.receive(withoutTag(message), size);
  };
}
