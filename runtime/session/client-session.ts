import { supplier } from "#supplier";
import type { QapiError } from "../errors/base.js";
import { ArgumentsError } from "../errors/call.js";
import { SupplementError } from "../errors/supplement.js";
import { stringifyJson } from "../json/stringify.js";
import type { AnyProtocol, EventName, EventOf, Protocol } from "../protocol.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { Listener } from "../events/event.js";
import type { OnceOptions } from "../events/once.js";
import type { EventSource } from "../events/subscription.js";
import type { Supplement } from "../supplement/supplier.js";
import type { TransportOpener } from "../transport/transport.js";
import { Call, type CallRequest } from "./call.js";
import { CommonSession } from "./common-session.js";
import { factsOf } from "./failures.js";
import type { Greeting } from "./greeting.js";
import type { RequestOptions } from "./options.js";
import type { SessionRules } from "./session-rules.js";
import type { SessionEnd, StateListener } from "./session.js";
import type { SessionState } from "./states.js";
import { Wire } from "./wire.js";

/** What programs hold: their calls and listeners, handed to the wire. */
export class ClientSession<P extends Protocol = AnyProtocol> extends CommonSession<P> {
  readonly #rules: SessionRules;
  readonly #wire: Wire;
  #closed: Promise<SessionEnd> | undefined;

  constructor(rules: SessionRules) {
    super();
    this.#rules = rules;
    this.#wire = new Wire(rules);
  }

  get state(): SessionState {
    return this.#wire.core.state;
  }

  get greeting(): Greeting {
    return this.#wire.core.greeting ?? { version: undefined, capabilities: [] };
  }

  get capabilities(): readonly string[] {
    return this.#wire.core.capabilities;
  }

  get closed(): Promise<SessionEnd> {
    return (this.#closed ??= new Promise((resolve) => {
      const tell = (state: SessionState): void => {
        if (state === "disconnected") resolve({ error: this.#wire.core.failure });
      };
      this.onState(tell);
      tell(this.state);
    }));
  }

  /** Connects. @returns a promise that is fulfilled when the session is ready. */
  open(opener: TransportOpener, timeout: number): Promise<void> {
    return this.#wire.open(opener, timeout);
  }

  /** Gives up connecting. */
  abandon(error: QapiError): void {
    this.#wire.core.fail(error);
  }

  call<R = unknown>(command: string, args?: object, options?: RequestOptions): Promise<R> {
    this.#wire.ease();
    const promise = new Promise<unknown>((resolve, reject) => {
      const call = this.#newCall(this.#request(command, args, options), resolve, reject);
      // One with descriptors is sent by what passes them.
      if (call.request.fds === undefined && options?.signal?.aborted !== true) this.#wire.core.submit(call);
      if (options !== undefined || this.#rules.timed) this.#watchOver(call, options);
    });
    return promise as Promise<R>;
  }

  async connectSignal<D>(
    event: string,
    listener: Listener<D>,
    options?: ConnectOptions,
  ): Promise<SignalConnection> {
    return await this.listening(({ listen }, source) => listen(this.#wire, source, event, listener, options));
  }

  async once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>> {
    return await this.listening(({ next }, source) =>
      next<EventOf<P, K>>(this.#wire, source, event, options),
    );
  }

  onState(listener: StateListener): () => void {
    return this.#wire.watch(listener);
  }

  async close(): Promise<void> {
    const { closed } = this;
    this.#wire.core.close();
    await closed;
  }

  protected listening<R>(use: (supplement: Supplement, source: EventSource) => R): R | Promise<R> {
    return this.#wire.with((supplement) => use(supplement, this.#wire.hub(supplement)));
  }

  #request(command: string, args: object | undefined, options: RequestOptions | undefined): CallRequest {
    const sent = this.#bySchema === undefined ? args : this.#bySchema.outgoing(this.#rules, command, args);
    return {
      command,
      argumentsText: sent && argumentsText(command, sent),
      oob: options?.oob ?? false,
      fds: options?.fds?.length === 0 ? undefined : options?.fds,
      reply: options?.reply ?? !(this.#rules.protocol?.noReply.includes(command) ?? false),
    };
  }

  #newCall(
    request: CallRequest,
    resolve: (value: unknown) => void,
    reject: (error: QapiError) => void,
  ): Call {
    const { observer } = this.#rules;
    const receive = this.#bySchema?.receiver(this.#rules, request, resolve, reject) ?? resolve;
    return observer === undefined
      ? new Call(request, receive, reject)
      : observer.call(request, receive, reject);
  }

  /** What is done by the schema, where there is something to do; a session that has one begins when that is there. */
  get #bySchema(): Supplement | undefined {
    return this.#rules.supplemented ? supplier.now : undefined;
  }

  #watchOver(call: Call, options: RequestOptions | undefined): void {
    const begun = this.#wire.with(({ watchOver }) => {
      watchOver(this.#wire, call, options);
    });
    if (!(begun instanceof Promise)) return;
    begun.catch((error: unknown) => {
      const { message } = error as SupplementError;
      this.#wire.core.cancel(call, new SupplementError(message, factsOf(call, error)));
    });
  }
}

/** @throws ArgumentsError when the arguments have no JSON text. */
function argumentsText(command: string, args: object): string | undefined {
  try {
    const text = stringifyJson(args);
    return text === "{}" ? undefined : text;
  } catch (cause) {
    throw new ArgumentsError(`the arguments of ${command} cannot be written as JSON`, { command, cause });
  }
}
