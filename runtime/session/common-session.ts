import { loadSupporter } from "../introspection/load-supporter.js";
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
import type { Connection, ConnectOptions } from "../signals/connection.js";
import type { Listener } from "../signals/event.js";
import { disconnectHeld } from "../signals/held.js";
import type { OnceOptions } from "../signals/once.js";
import { subscribeTo, type EventSource, type Subscriber, type Subscription } from "../signals/source.js";
import { streamOf, type EventStream, type StreamOptions } from "../signals/stream.js";
import type { Greeting } from "./message.js";
import type { RequestOptions } from "./options.js";
import type { SessionEnd, StateListener, TypedSession } from "./session.js";
import type { SessionState } from "./states.js";

/** What sessions do alike, over one connection or over many. */
export abstract class CommonSession<P extends Protocol = AnyProtocol> implements TypedSession<P> {
  abstract readonly state: SessionState;
  abstract readonly greeting: Greeting;
  abstract readonly capabilities: readonly string[];
  abstract readonly closed: Promise<SessionEnd>;
  /** Where its events come from. */
  protected abstract readonly source: EventSource;
  #supporter: Promise<Supporter> | undefined;

  abstract call<R = unknown>(command: string, args?: object, options?: RequestOptions): Promise<R>;

  abstract connectSignal<D>(
    event: string,
    listener: Listener<D>,
    options?: ConnectOptions,
  ): Promise<Connection>;

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

  async disconnectSignal(connection: Connection): Promise<void> {
    await disconnectHeld(connection, this.source);
  }

  events<K extends EventName<P>>(...names: readonly K[]): EventStream<EventOf<P, K>>;
  events<K extends EventName<P>>(options: StreamOptions<K>): EventStream<EventOf<P, K>>;
  events<K extends EventName<P>>(
    first?: K | StreamOptions<K>,
    ...more: readonly K[]
  ): EventStream<EventOf<P, K>> {
    return streamOf(this.source, first, more);
  }

  subscribe(subscriber: Subscriber): Subscription {
    return subscribeTo(this.source, subscriber);
  }

  async supports(question: SupportQuestion): Promise<boolean> {
    this.#supporter ??= loadSupporter((command) => this.call(command));
    return (await this.#supporter).supports(question);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The server may be another one by now. */
  protected forgetSupport(): void {
    this.#supporter = undefined;
  }
}
