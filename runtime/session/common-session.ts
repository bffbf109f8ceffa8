import { supplier } from "#supplier";
import type { SupplementError } from "../errors/supplement.js";
import type { SupportQuestion } from "../introspection/question.js";
import type { Supporter } from "../introspection/supporter.js";
import type {
  AnyProtocol,
  CommandName,
  CommandParameters,
  CommandReturns,
  EventName,
  EventOf,
  Protocol,
} from "../protocol.js";
import { ComingStream } from "../events/coming-stream.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { Listener } from "../events/event.js";
import type { OnceOptions } from "../events/once.js";
import type { EventSource, Subscriber, Subscription } from "../events/subscription.js";
import type { EventStream, StreamOptions } from "../events/stream.js";
import type { Supplement } from "../supplement/supplier.js";
import type { Greeting } from "./greeting.js";
import type { RequestOptions } from "./options.js";
import type { SessionEnd, StateListener, TypedSession } from "./session.js";
import type { SessionState } from "./states.js";

/** What sessions do alike, over one connection or over many. */
export abstract class CommonSession<P extends Protocol = AnyProtocol> implements TypedSession<P> {
  abstract readonly state: SessionState;
  abstract readonly greeting: Greeting;
  abstract readonly capabilities: readonly string[];
  abstract readonly closed: Promise<SessionEnd>;
  #supporter: Promise<Supporter> | undefined;

  abstract call<R = unknown>(command: string, args?: object, options?: RequestOptions): Promise<R>;

  abstract connectSignal<D>(
    event: string,
    listener: Listener<D>,
    options?: ConnectOptions,
  ): Promise<SignalConnection>;

  abstract once<K extends EventName<P>>(
    event: K,
    options?: OnceOptions<EventOf<P, K>>,
  ): Promise<EventOf<P, K>>;

  abstract onState(listener: StateListener): () => void;

  abstract close(): Promise<void>;

  execute<K extends CommandName<P>>(
    command: K,
    ...rest: CommandParameters<P, K>
  ): Promise<CommandReturns<P, K>> {
    return this.call(command, rest[0], rest[1]);
  }

  async disconnectSignal(connection: SignalConnection): Promise<void> {
    await this.listening(({ disconnectHeld }, source) => disconnectHeld(connection, source));
  }

  events<K extends EventName<P>>(...names: readonly K[]): EventStream<EventOf<P, K>>;
  events<K extends EventName<P>>(options: StreamOptions<K>): EventStream<EventOf<P, K>>;
  events<K extends EventName<P>>(
    first?: K | StreamOptions<K>,
    ...more: readonly K[]
  ): EventStream<EventOf<P, K>> {
    const stream = this.listening(({ streamOf }, source) => streamOf<EventOf<P, K>>(source, first, more));
    return stream instanceof Promise ? new ComingStream(stream) : stream;
  }

  subscribe(subscriber: Subscriber): Subscription {
    let here: Subscription | undefined;
    let wanted = true;
    const begun = this.listening(({ subscribeTo }, source) => {
      if (wanted) here = subscribeTo(source, subscriber);
    });
    Promise.resolve(begun).catch((error: unknown) => {
      subscriber.ended(error as SupplementError);
    });
    return {
      end: () => {
        wanted = false;
        here?.end();
      },
      hold: () => here?.hold() ?? false,
      release: () => here?.release(),
    };
  }

  async supports(question: SupportQuestion): Promise<boolean> {
    this.#supporter ??= supplier
      .load()
      .then(({ Supporter }) => new Supporter((command) => this.call(command)));
    return (await this.#supporter).supports(question);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Does something with where the events come from: at once, or as soon as there is what it takes. */
  protected abstract listening<R>(use: (supplement: Supplement, source: EventSource) => R): R | Promise<R>;

  /** The server may be another one by now. */
  protected forgetSupport(): void {
    this.#supporter = undefined;
  }
}
