import { DisconnectedError, type QapiError } from "../errors/index.js";
import type {
  AnyProtocol,
  CommandName,
  CommandParameters,
  CommandReturns,
  EventData,
  EventName,
  EventOf,
  Protocol,
} from "../protocol.js";
import { CommonSession } from "../session/common-session.js";
import type { Greeting } from "../session/greeting.js";
import type { SessionObserver } from "../session/observer.js";
import type { RequestOptions } from "../session/call-options.js";
import type { Session, SessionEnd } from "../session/session.js";
import type { SessionState, StateListener } from "../session/session-state.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { Listener } from "../events/event.js";
import { ListenerConnection } from "../events/listener-connection.js";
import { nextEvent, type OnceOptions } from "../events/once.js";
import { PersistentCalls } from "./persistent-calls.js";
import { Link, type LinkParts } from "./link.js";
import { Relay } from "./relay.js";

/** What a lasting session is made of. */
export interface LastingParts<P extends Protocol> extends LinkParts<Session<P>> {
  readonly timeoutOf: (command: string) => number | undefined;
  readonly observer: SessionObserver | undefined;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A session that outlives its connections. */
export class PersistentSession<P extends Protocol = AnyProtocol> extends CommonSession<P> {
  readonly closed: Promise<SessionEnd>;
  readonly #parts: LastingParts<P>;
  readonly #calls: PersistentCalls;
  protected readonly dispatcher: Relay;
  readonly #link: Link<Session<P>>;
  /** The connection of now, or the last one: what the server said first is asked of it. */
  #last: Session<P> | undefined;
  #state: SessionState = "disconnected";
  #watchers: readonly StateListener[] = [];
  #waiters: readonly Waiter[] = [];
  #lostTo: QapiError | undefined;
  #dismissing = false;
  #end: SessionEnd | undefined;
  #tellEnd: (end: SessionEnd) => void = () => undefined;

  constructor(parts: LastingParts<P>) {
    super();
    this.#parts = parts;
    this.closed = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    this.#calls = new PersistentCalls(parts.clock, this.#changed);
    this.dispatcher = new Relay(this.#changed, (message) => parts.observer?.dropped(message));
    const needed = (): boolean => !this.#calls.idle || !this.dispatcher.idle || this.#waiters.length > 0;
    this.#link = new Link(parts, {
      get needed() {
        return needed();
      },
      attached: (session) => {
        this.#attached(session);
      },
      detached: (lost) => {
        this.#detached(lost);
      },
      dropped: (error) => {
        this.dispatcher.dismiss(error);
      },
      gaveUp: (error) => {
        this.#gaveUp(error);
      },
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get greeting(): Greeting {
    return this.#last?.greeting ?? { version: undefined, capabilities: [] };
  }

  get capabilities(): readonly string[] {
    return this.#last?.capabilities ?? [];
  }

  /** Fulfilled when there is a connection. */
  ready(): Promise<void> {
    if (this.#link.current !== undefined) return Promise.resolve();
    if (this.#end !== undefined) return Promise.reject(this.#ended("connect"));
    return new Promise((resolve, reject) => {
      this.#waiters = [...this.#waiters, { resolve, reject }];
      this.#changed();
    });
  }

  call<K extends CommandName<P>>(command: K, ...rest: CommandParameters<P, K>): Promise<CommandReturns<P, K>>;
  call(command: string, args?: object, options: RequestOptions = {}): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#ended(`send ${command}`));
    const timeout = options.timeout ?? this.#parts.timeoutOf(command) ?? Infinity;
    return this.#calls.make({ command, args, options, timeout }, this.#link.current);
  }

  async connectSignal<K extends EventName<P>>(
    event: K,
    listener: Listener<EventData<P, K>>,
    options: ConnectOptions = {},
  ): Promise<SignalConnection> {
    await this.ready();
    return new ListenerConnection(this.dispatcher, event, listener, options);
  }

  once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>> {
    return nextEvent(this.dispatcher, this.#parts.clock, event, options);
  }

  onState(listener: StateListener): () => void {
    this.#watchers = [...this.#watchers, listener];
    return () => {
      this.#watchers = this.#watchers.filter((other) => other !== listener);
    };
  }

  async close(): Promise<void> {
    const gone = this.#link.close();
    this.#finish(undefined);
    await gone;
  }

  /** Something has come or gone that needs a connection. */
  readonly #changed = (): void => {
    if (this.#dismissing) return;
    if (this.#link.current !== undefined) this.#link.rest();
    else if (!this.#calls.idle || !this.dispatcher.idle || this.#waiters.length > 0) this.#link.want();
    if (this.#link.busy) this.#move("connecting");
  };

  #attached(session: Session<P>): void {
    this.#last = session;
    // It may be another machine's by now.
    this.forgetSupport();
    this.dispatcher.attach(session);
    this.#move("connected");
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { resolve } of waiters) resolve();
    // Those who have to connect to their signals again do so before anything that has waited is sent.
    this.dispatcher.gap(this.#lostTo);
    this.#lostTo = undefined;
    this.#calls.dispatch(session);
  }

  #detached(lost: boolean): void {
    this.dispatcher.detach(lost);
    if (lost) {
      void this.#last?.closed.then(({ error }) => {
        this.#lostTo = error;
      });
    }
    this.#move("disconnected");
  }

  #gaveUp(error: QapiError): void {
    if (this.#parts.idle === undefined) {
      this.#finish(error);
      return;
    }
    this.#move("disconnected");
    this.#disappoint(error);
    this.dispatcher.dismiss(error);
    this.#dismissing = false;
    this.#changed();
  }

  #finish(error: QapiError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#move("disconnected");
    this.#disappoint(error);
    this.dispatcher.end(error);
    this.#tellEnd(this.#end);
  }

  /** Tells those who need a connection that there is none; for the time being, nobody's going is of interest. */
  #disappoint(error: QapiError | undefined): void {
    this.#dismissing = true;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) reject(error ?? this.#ended("connect"));
    this.#calls.fail(error);
  }

  #ended(what: string): DisconnectedError {
    return new DisconnectedError(`cannot ${what}: the session has ended`, { cause: this.#end?.error });
  }

  #move(state: SessionState): void {
    const previous = this.#state;
    if (state === previous || (this.#end !== undefined && state !== "disconnected")) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state, previous);
  }
}
