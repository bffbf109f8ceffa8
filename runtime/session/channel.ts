import { ConnectError, DisconnectedError, ProtocolViolationError, QapiError } from "../errors/index.js";
import { LineFramer } from "../framing/line-framer.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { messageOf } from "./errors.js";
import { RequestWriter } from "./request-writer.js";
import type { SessionProtocol } from "./session-protocol.js";

/** The connection of a session: opens the transport, and feeds what it receives through the framer to the protocol. */
export class Channel implements TransportSink {
  /** Where the protocol sends its requests. */
  readonly output: RequestWriter;
  #protocol: SessionProtocol | undefined;
  #framer: LineFramer | undefined;
  #transport: Transport | undefined;

  /** @param separateWrites - whether each request is a write by itself. */
  constructor(separateWrites: boolean) {
    this.output = new RequestWriter(this, separateWrites);
  }

  /** @param messageLimit - the most characters of one message. */
  open(opener: TransportOpener, protocol: SessionProtocol, messageLimit: number): void {
    this.#protocol = protocol;
    this.#framer = new LineFramer(protocol, messageLimit);
    // Called at once, because an open WebSocket may deliver data at any time.
    const open = async (): Promise<Transport> => await opener(this, this.output.expectTransport());
    open().then(
      (transport) => {
        this.#transport = transport;
        protocol.transportOpened();
        this.output.attach(transport);
      },
      (error: unknown) => {
        protocol.fail(openingError(error));
        protocol.connectionLost(connectionEnded());
      },
    );
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
