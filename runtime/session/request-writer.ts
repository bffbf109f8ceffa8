import { DescriptorError } from "../errors/index.js";
import type { Transport } from "../transport/transport.js";
import type { ProtocolOutput } from "./session-protocol.js";

/** `then` on a resolved promise runs earlier, and costs less, than `queueMicrotask` on Node 20. */
const endOfTick = Promise.resolve();

/**
 * The number of characters that are written before the tick ends, about thirty short requests: the server executes them
 * while the program makes the next ones.
 */
const longWrite = 1_000;

/**
 * Ends each request. QEMU does not need it, but other servers read lines.
 * @see QMP specification, section "General Definitions"
 */
const lineEnd = "\n";

interface FailureReceiver {
  /** Ends the connection, which a transport that throws may not report. */
  closed(cause: unknown): void;
}

/**
 * Writes requests to a transport. The requests of one tick are joined into few writes, because many small ones cost more.
 * Requests are kept until a transport is attached.
 */
export class RequestWriter implements ProtocolOutput {
  readonly #connection: FailureReceiver;
  readonly #separately: boolean;
  #opening: AbortController | undefined;
  #transport: Transport | undefined;
  #closed = false;
  #text = "";
  #onWritten: (() => void)[] | undefined;

  /**
   * @param connection - receives the error of a transport that throws, as a custom one may.
   * @param separately - whether each request is a write by itself, for a server that takes one request per read.
   */
  constructor(connection: FailureReceiver, separately: boolean) {
    this.#connection = connection;
    this.#separately = separately;
  }

  /** Returns a signal that fires if the transport is no longer needed before it is attached. */
  expectTransport(): AbortSignal {
    this.#opening = new AbortController();
    return this.#opening.signal;
  }

  attach(transport: Transport): void {
    this.#transport = transport;
    this.#opening = undefined;
    this.#flush();
    if (this.#closed) this.close();
  }

  send(request: string, written?: () => void): void {
    const isFirst = this.#text === "";
    this.#text += request + lineEnd;
    if (written !== undefined) (this.#onWritten ??= []).push(written);
    if (this.#separately || this.#text.length >= longWrite) this.#flush();
    else if (isFirst) {
      void endOfTick.then(() => this.#flush());
    }
  }

  async prepareDescriptors(): Promise<void> {
    if (this.#transport?.readyDescriptors === undefined) {
      throw new DescriptorError("file descriptors need a unix socket");
    }
    await this.#transport.readyDescriptors();
  }

  async sendWithDescriptors(request: string, fds: readonly number[]): Promise<void> {
    this.#flush();
    await this.#transport?.send(request + lineEnd, fds);
  }

  close(): void {
    this.#closed = true;
    this.#opening?.abort();
    this.#flush();
    this.#try((transport) => {
      // A paused transport would not report its end.
      transport.resume?.();
      transport.close();
    });
  }

  #flush(): void {
    if (this.#transport === undefined || this.#text === "") return;
    const text = this.#text;
    const onWritten = this.#onWritten;
    this.#text = "";
    this.#onWritten = undefined;
    this.#try((transport) => {
      transport.send(text).then(() => {
        for (const written of onWritten ?? []) written();
      }, ignoreFailure);
    });
  }

  #try(use: (transport: Transport) => void): void {
    if (this.#transport === undefined) return;
    try {
      use(this.#transport);
    } catch (cause) {
      this.#connection.closed(cause);
    }
  }
}

/** The transport reports the end of the connection, which is the only reason why a write fails. */
function ignoreFailure(): void {}
