import { ConnectError, type QapiError } from "../errors/index.js";
import { isObject } from "../json/guards.js";
import { parseJson } from "../json/parse.js";
import { BaseCore } from "../session/base-core.js";
import type { Call } from "../session/call.js";
import { descriptorsNotPassed } from "../session/given-up.js";
import { connectionEnded, unexpected } from "../session/failures.js";
import { classify, type Incoming } from "../session/message.js";
import { commandError, unreadable } from "../session/server-errors.js";
import type { CoreEffects, CoreOptions, ProtocolCore } from "../session/protocol-core.js";
import type { SessionState } from "../session/states.js";
import { Synchronisation } from "./synchronisation.js";

/**
 * The guest agent's rules: it does not greet; its replies carry no ids, so that one command is sent at a time; and
 * who cannot tell whose the next reply is synchronises anew.
 */
export class AgentCore extends BaseCore implements ProtocolCore {
  readonly greeting = undefined;
  readonly capabilities: readonly string[] = [];
  readonly delivering = false;
  readonly #interval: number;
  readonly #queue = new Set<Call>();
  /** The call whose reply is awaited. */
  #current: Call | undefined;
  /** The call that is silent when it succeeds, and may still be answered with an error. */
  #silent: Call | undefined;
  /** Whether the next reply is the next call's. */
  #inStep = false;
  #synchronisation: Synchronisation | undefined;
  #sent = 0;

  /** @param interval - how long the answer to a synchronisation is awaited before the next, in milliseconds. */
  constructor(options: Pick<CoreOptions, "clock">, interval: number, effects: CoreEffects) {
    super(options.clock, effects);
    this.#interval = interval;
  }

  get idle(): boolean {
    return this.#current === undefined && this.#queue.size === 0;
  }

  /** The transport is open. Whether anybody is there is not known before the first answer. */
  reached(): void {
    if (this.move("greeting")) this.#synchronise();
  }

  received(text: string, short = false): boolean {
    if (this.ended) return true;
    const message = parseJson(text, short);
    if (message === undefined) return false;
    if (this.#synchronisation === undefined) this.#route(classify(message), message);
    else this.#synchronisation.received(message);
    return true;
  }

  /** Replies do not say whose they are. */
  returned(): boolean {
    return false;
  }

  /** Text that is no message may have been the reply. While in search of the beginning it is to be expected. */
  malformed(text: string): void {
    if (this.#synchronisation !== undefined) return;
    const call = this.#current;
    if (call === undefined) this.effects.problem(unreadable(undefined, text));
    else this.cancel(call, unreadable(call, text));
  }

  submit(call: Call): void {
    if (this.ended) {
      call.fail(connectionEnded(call, this.failure));
      return;
    }
    if (call.request.fds !== undefined) {
      call.fail(descriptorsNotPassed(call, new Error("a guest agent takes none")));
      return;
    }
    call.queued();
    this.#queue.add(call);
    this.#next();
  }

  cancel(call: Call, error: QapiError): void {
    this.#queue.delete(call);
    call.fail(error);
    if (this.#current !== call) return;
    this.#current = undefined;
    this.#inStep = false;
    this.#next();
  }

  /** No call waits for anything but its turn. */
  resume(): void {
    this.#next();
  }

  protected late(timeout: number): QapiError {
    return notReady(this.state, timeout);
  }

  protected lostEarly(reason: QapiError): QapiError {
    return new ConnectError("connect-closed", "the connection ended before the guest agent answered", {
      cause: reason,
    });
  }

  protected abandon(): void {
    this.#synchronisation?.stop();
    const calls = [...(this.#current === undefined ? [] : [this.#current]), ...this.#queue];
    this.#current = undefined;
    this.#queue.clear();
    for (const call of calls) call.fail(connectionEnded(call, this.failure));
  }

  #synchronise(): void {
    this.#synchronisation = new Synchronisation({
      clock: this.clock,
      interval: this.#interval,
      send: (text) => {
        this.effects.send(text);
      },
      done: () => {
        this.#synchronised();
      },
    });
  }

  #synchronised(): void {
    this.#synchronisation = undefined;
    this.#silent = undefined;
    this.#inStep = true;
    if (this.state === "negotiating") {
      this.stopWaiting();
      this.move("negotiated");
    }
    this.#next();
  }

  #next(): void {
    const busy = this.#current !== undefined || this.#synchronisation !== undefined;
    if (this.state !== "connected" || busy) return;
    const [call] = this.#queue;
    if (call === undefined) return;
    if (this.#inStep) this.#depart(call);
    else this.#synchronise();
  }

  #depart(call: Call): void {
    this.#queue.delete(call);
    const text = `${call.departs(undefined, ++this.#sent)}\n`;
    this.#current = call;
    if (call.request.reply) this.effects.send(text);
    else {
      this.effects.send(text, () => {
        this.#written(call);
      });
    }
  }

  /** A command that is silent when it succeeds has left. An error may follow, so the next reply may be no reply. */
  #written(call: Call): void {
    if (this.#current !== call) return;
    this.#current = undefined;
    this.#silent = call;
    this.#inStep = false;
    call.succeed(undefined);
    this.#next();
  }

  #route(message: Incoming, raw: unknown): void {
    const call = this.#current;
    if (message.kind === "event" && isObject(raw)) this.effects.event(raw);
    else if (message.kind === "return" && call !== undefined) {
      this.#current = undefined;
      call.succeed(message.value);
      this.#next();
    } else if (message.kind === "error") {
      this.#refused(call, commandError(call ?? this.#silent, message.error, raw, call === undefined));
    } else this.effects.problem(unexpected("what nobody awaits", raw));
  }

  #refused(call: Call | undefined, error: QapiError): void {
    this.#current = undefined;
    this.#silent = undefined;
    if (call?.fail(error) !== true) this.effects.problem(error);
    this.#next();
  }
}

function notReady(state: SessionState, milliseconds: number): ConnectError {
  const within = `within ${milliseconds} ms`;
  const message = state === "connecting" ? "no connection" : "connected, but no guest agent answered";
  return new ConnectError("connect-timeout", `${message} ${within}`);
}
