import {
  ConnectError,
  DescriptorError,
  DisconnectedError,
  ProtocolViolationError,
  QapiError,
} from "../errors/index.js";
import { LineFramer } from "../framing/line-framer.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { WriteBatcher } from "../transport/write-batcher.js";
import { messageOf } from "./errors.js";
import type { ProtocolOutput, SessionProtocol } from "./session-protocol.js";

/**
 * Ends each request. QEMU does not need it, but other servers read lines.
 * @see QMP specification, section "General Definitions"
 */
const lineEnd = "\n";

/** Joins a transport to a session's protocol: bytes in, through the framer; requests out, through the write batcher. */
export class Channel implements ProtocolOutput, TransportSink {
  readonly #batcher = new WriteBatcher();
  readonly #separateWrites: boolean;
  #protocol: SessionProtocol | undefined;
  #framer: LineFramer | undefined;
  #opening: AbortController | undefined;
  #transport: Transport | undefined;
  #closed = false;

  /** @param separateWrites - whether to write each request by itself, for a server that reads one request at a time. */
  constructor(separateWrites: boolean) {
    this.#separateWrites = separateWrites;
  }

  /**
   * Opens the transport and feeds what it receives to the protocol.
   * @param messageLimit - the most characters of one message.
   */
  open(opener: TransportOpener, protocol: SessionProtocol, messageLimit: number): void {
    const opening = new AbortController();
    this.#protocol = protocol;
    this.#framer = new LineFramer(protocol, messageLimit);
    this.#opening = opening;
    // Called at once, because an open WebSocket may deliver data at any time.
    const open = async (): Promise<Transport> => await opener(this, opening.signal);
    open().then(
      (transport) => {
        this.#transport = transport;
        this.#opening = undefined;
        protocol.transportOpened();
        this.#batcher.attach(transport, this);
        if (this.#closed) this.#closeTransport();
      },
      (error: unknown) => {
        protocol.fail(openingError(error));
        protocol.connectionLost(connectionEnded());
      },
    );
  }

  send(text: string, written?: () => void): void {
    this.#batcher.add(text + lineEnd, written);
    if (this.#separateWrites) this.#batcher.flush();
  }

  async prepareDescriptors(): Promise<void> {
    if (this.#transport?.readyDescriptors === undefined) {
      throw new DescriptorError("file descriptors need a unix socket");
    }
    await this.#transport.readyDescriptors();
  }

  async sendWithDescriptors(text: string, fds: readonly number[]): Promise<void> {
    this.#batcher.flush();
    await this.#transport?.send(text + lineEnd, fds);
  }

  close(): void {
    this.#closed = true;
    this.#opening?.abort();
    this.resume();
    this.#batcher.flush();
    this.#closeTransport();
  }

  #closeTransport(): void {
    try {
      this.#transport?.close();
    } catch (cause) {
      this.closed(cause);
    }
  }

  /** Nothing that is thrown while a chunk is handled may reach the event loop. */
  data(chunk: string): void {
    try {
      this.#framer?.push(this.#protocol?.received(chunk) ?? "");
    } catch (cause) {
      this.#protocol?.fail(new ProtocolViolationError("handling what the server sent failed", { cause }));
    }
  }

  gap(cause: Error): void {
    this.#protocol?.gap(new DisconnectedError(`events may have been missed: ${messageOf(cause)}`, { cause }));
  }

  /** Called by the transport, and for one that throws: it cannot be used any more, and may not report its end. */
  closed(cause?: unknown): void {
    this.#protocol?.connectionLost(connectionEnded(cause));
  }

  /** Whether no call is queued or in flight. */
  get isIdle(): boolean {
    return this.#protocol?.calls.idle ?? true;
  }

  /** Whether the transport can stop reading. */
  get canPause(): boolean {
    return this.#transport?.pause !== undefined;
  }

  /** Stops reading from the server until `resume`. */
  pause(): void {
    this.#transport?.pause?.();
  }

  resume(): void {
    this.#transport?.resume?.();
  }
}

function connectionEnded(cause?: unknown): DisconnectedError {
  const reason = cause === undefined ? "" : `: ${messageOf(cause)}`;
  return new DisconnectedError(`the server ended the connection${reason}`, { cause });
}

function openingError(error: unknown): QapiError {
  if (error instanceof QapiError) return error;
  return new ConnectError("connect-failed", `cannot connect: ${messageOf(error)}`, { cause: error });
}
