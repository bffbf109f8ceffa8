import type { Msg } from "@nats-io/transport-node";
import { ChunkAssembler } from "../messages/chunks.js";
import { decodeText } from "../messages/body.js";
import { headerOf, isFinal } from "../messages/headers.js";
import { refused, withoutReply, type Reply } from "../messages/reply.js";

/** The limits of a request, in milliseconds. */
export interface RequestLimits {
  /** The silence of the owner after which it is queried for the outcome. Default: 6,000. */
  readonly silence?: number;
  /** The time from then on in which it has to answer. Default: 30,000. */
  readonly giveUp?: number;
  /** The time between two queries. Default: 1,000. */
  readonly askInterval?: number;
}

/** What a {@link PendingRequest} needs of its sender. */
interface RequestHost {
  /** Queries the owner of the machine for the outcome of the request. */
  ask(): void;
  settled(reply: Reply): void;
}

/**
 * A request from its sending to its answer. It takes messages of the owner and the passing of time, and settles once. The
 * owner reports every two seconds that it works on the request: if it is silent, it is queried for the outcome, because
 * its reply may be lost, or another owner may have taken over.
 */
export class PendingRequest {
  readonly id: string;
  readonly #host: RequestHost;
  readonly #limits: Required<RequestLimits>;
  readonly #chunks = new ChunkAssembler();
  #accepted = false;
  #askedSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isSettled = false;

  constructor(
    id: string,
    host: RequestHost,
    { silence = 6_000, giveUp = 30_000, askInterval = 1_000 }: RequestLimits,
  ) {
    this.id = id;
    this.#host = host;
    this.#limits = { silence, giveUp, askInterval };
    this.#listen();
  }

  /** A message of an owner, or the server's report that there is no listener. */
  receive(message: Msg): void {
    if (this.#isSettled) return;
    if (isNoResponders(message)) {
      // A question remains open: the next owner may answer it.
      if (this.#askedSince === undefined && !this.#accepted) this.#notSent("no owner serves the machine");
      return;
    }
    const state = headerOf(message, "state");
    if (isFinal(state)) {
      const whole = this.#chunks.add({ header: headerOf(message, "chunk"), data: message.data });
      if (whole !== undefined) this.#settle({ state, text: decodeText(whole) });
      else this.#listen();
    } else if (state !== undefined) {
      this.#accepted = true;
      this.#listen();
    }
  }

  /** The connection was lost, and replies may have been. */
  reconnected(): void {
    if (!this.#isSettled) this.#ask();
  }

  /** The server of NATS does not let this client send the request. */
  denied(subject: string): void {
    const desc = `the permissions of NATS do not allow to publish to ${subject}`;
    if (!this.#isSettled) this.#settle(refused(desc));
  }

  /** Gives up: the outcome is unknown unless the machine has answered. */
  abandon(): void {
    if (!this.#isSettled) this.#unknown("the connection to NATS was closed");
  }

  /** Waits for the owner's next message. */
  #listen(): void {
    this.#askedSince = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#ask, this.#limits.silence);
  }

  readonly #ask = (): void => {
    const { giveUp, askInterval } = this.#limits;
    this.#askedSince ??= performance.now();
    if (performance.now() - this.#askedSince >= giveUp) {
      this.#unknown(this.#accepted ? "its owner ended" : "its owner does not answer");
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#ask, askInterval);
    this.#host.ask();
  };

  #notSent(reason: string): void {
    this.#settle(withoutReply("not-sent", reason, this.id));
  }

  #unknown(reason: string): void {
    this.#settle(withoutReply("unknown", reason, this.id));
  }

  #settle(reply: Reply): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#host.settled(reply);
  }
}

/** The server answers with status 503 if no client has subscribed to the subject. */
function isNoResponders(message: Msg): boolean {
  return message.data.length === 0 && message.headers?.code === 503;
}
