import { decodeBase64, encodeBase64 } from "../base64.js";
import { CallAbortedError, ProtocolViolationError, QapiError } from "../errors/index.js";
import { onAbort } from "../events/waiter.js";
import { type Int64, type JsonObject, objectOf } from "../json.js";
import type { Protocol } from "../protocol.js";
import type { RequestOptions } from "../session/call-options.js";
import type { Session } from "../session/session.js";

/** A file of the guest. Its handle is released when its use ends for any reason. */
class GuestFile {
  readonly #session: Session;
  readonly #path: string;
  readonly #mode: string;
  /** Aborts the call in flight. */
  readonly #over = new AbortController();
  /** Where the program created the stream. */
  readonly #creation = new Error();
  #opening: Promise<Int64> | undefined;
  #handle: Int64 | undefined;
  #stopWatching: () => void = () => undefined;
  /** Rejected when the caller's signal aborts. */
  readonly #aborted: Promise<never>;
  #rejectAborted: (error: unknown) => void = () => undefined;

  constructor(session: Session, path: string, mode: string) {
    this.#session = session;
    this.#path = path;
    this.#mode = mode;
    this.#aborted = new Promise((_resolve, reject) => {
      this.#rejectAborted = reject;
    });
    this.#aborted.catch(() => undefined);
  }

  /** Gives up when the caller's signal aborts. @param fail - receives the error. */
  watch(signal: AbortSignal | undefined, fail: (error: unknown) => void): void {
    const aborted = (cause: unknown): void => {
      const error = this.named(new CallAbortedError(`the transfer of ${this.#path} was aborted`, { cause }));
      this.#rejectAborted(error);
      fail(error);
      void this.giveUp();
    };
    if (signal?.aborted === true) aborted(signal.reason);
    else this.#stopWatching = onAbort(signal, aborted);
  }

  /** Reads up to `count` bytes. @returns no bytes at the end of the file only. */
  async read(count: number): Promise<Uint8Array> {
    const handle = await this.#open();
    for (;;) {
      const reply = await this.#call("guest-file-read", { handle, count });
      const bytes = fromBase64(reply["buf-b64"], "guest-file-read");
      if (bytes.length > 0 || reply["eof"] === true) return bytes;
    }
  }

  /** Writes all bytes, with several requests if the guest accepts only some of them. */
  async write(bytes: Uint8Array): Promise<void> {
    const handle = await this.#open();
    let written = 0;
    while (written < bytes.length) {
      const command = "guest-file-write";
      const received = await this.#call(command, { handle, "buf-b64": toBase64(bytes.subarray(written)) });
      const { count } = received;
      if (typeof count !== "number" || !(count > 0)) {
        const details = { command, received, serverMayHaveActed: true };
        throw new ProtocolViolationError(`${command} wrote no bytes`, details);
      }
      written += count;
    }
  }

  /** Closes the file, which writes what the agent has buffered. An abort ends the wait for it. */
  async close(): Promise<void> {
    await this.#open();
    await this.#giveBack();
    this.#stopWatching();
  }

  /**
   * Gives an error of the stream the stack of the stream's creation. The platform settles the promises of a stream, so that
   * the error's own stack has no function of the program.
   * @returns the error.
   */
  named(error: unknown): unknown {
    const { stack } = this.#creation;
    if (error instanceof QapiError && stack !== undefined)
      error.stack = stack.replace(/^Error/, () => `${error.name}: ${error.message}`);
    return error;
  }

  /** Gives up the call in flight, and closes the file if it is open. */
  async giveUp(): Promise<void> {
    this.#over.abort();
    // The error that led here is reported, or no error at all.
    await this.#giveBack().catch(() => undefined);
    this.#stopWatching();
  }

  #open(): Promise<Int64> {
    this.#opening ??= this.#callOpen();
    return this.#opening;
  }

  async #callOpen(): Promise<Int64> {
    const options: RequestOptions = {
      signal: this.#over.signal,
      onLateReply: (handle) => {
        if (isInteger(handle)) this.#handle = handle;
        void this.giveUp();
      },
    };
    const command = "guest-file-open";
    const handle: unknown = await this.#session.call(
      command,
      { path: this.#path, mode: this.#mode },
      options,
    );
    return (this.#handle = integerOf(command, handle));
  }

  async #call(command: string, args: object): Promise<JsonObject> {
    return objectOf(await this.#session.call(command, args, { signal: this.#over.signal }));
  }

  async #giveBack(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    await Promise.race([this.#session.call("guest-file-close", { handle }), this.#aborted]);
  }
}

/** Writes bytes, or text as UTF-8, as base64. A session with and one without a protocol send it unchanged. */
export function toBase64(data: Uint8Array | string): string {
  return encodeBase64(typeof data === "string" ? new TextEncoder().encode(data) : data);
}

/** Reads a base64 member of a reply, which a session with a protocol has already decoded. */
export function fromBase64(value: unknown, command: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? decodeBase64(value, command) : new Uint8Array();
}

function isInteger(value: unknown): value is Int64 {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** Returns what a command returned, if it is an integer. @throws ProtocolViolationError if it is not. */
export function integerOf(command: string, received: unknown): Int64 {
  if (isInteger(received)) return received;
  const details = { command, received, serverMayHaveActed: true };
  throw new ProtocolViolationError(`${command} did not return an integer`, details);
}

/** A protocol with the commands that {@link guestReadFile} and {@link guestWriteFile} send. */
export interface GuestFileProtocol extends Protocol {
  readonly commands: Readonly<
    Record<"guest-file-open" | "guest-file-read" | "guest-file-write" | "guest-file-close", unknown>
  >;
}

/** The options of {@link guestReadFile}. */
export interface GuestReadOptions {
  /** Gives up: the stream fails with a CallAbortedError, and the file is closed. */
  readonly signal?: AbortSignal | undefined;
  /** The most bytes of one request. Default: 1 MiB; at most 32 MiB. */
  readonly chunkSize?: number | undefined;
}

/** The options of {@link guestWriteFile}. */
export interface GuestWriteOptions extends GuestReadOptions {
  /** Whether to keep the content of the file and append to it. Default: false. */
  readonly append?: boolean | undefined;
}

/** The type of Node's version 20 does not have the signal. */
interface WritableController extends WritableStreamDefaultController {
  readonly signal?: AbortSignal;
}

const mebi = 1024 * 1024;
const defaultChunkSize = mebi;
const maxChunkSize = 32 * mebi;

/**
 * Reads a file of the guest, of any size. Nothing is sent before the first read. The file is closed at its end, if reading
 * fails, and if the stream is cancelled.
 * @throws RangeError if `chunkSize` is invalid. The stream fails with the errors of `call`.
 */
export function guestReadFile<P extends GuestFileProtocol>(
  session: Session<P>,
  path: string,
  options: GuestReadOptions = {},
): ReadableStream<Uint8Array> {
  const chunkSize = checkChunkSize(options.chunkSize);
  const file = new GuestFile(session, path, "r");
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => file.watch(options.signal, (error) => controller.error(error)),
      pull: async (controller) => {
        try {
          const bytes = await file.read(chunkSize);
          if (bytes.length > 0) {
            controller.enqueue(bytes);
            return;
          }
          await file.close();
          controller.close();
        } catch (error) {
          await file.giveUp();
          throw file.named(error);
        }
      },
      cancel: () => file.giveUp(),
    },
    // Nothing is read ahead, so that a stream that is not read holds no file open.
    { highWaterMark: 0 },
  );
}

/**
 * Writes a file of the guest, of any size: bytes, or text as UTF-8. Nothing is sent before the first write. The file is
 * closed when the stream is closed, if writing fails, and if the stream is aborted.
 * @throws RangeError if `chunkSize` is invalid. The stream fails with the errors of `call`.
 */
export function guestWriteFile<P extends GuestFileProtocol>(
  session: Session<P>,
  path: string,
  options: GuestWriteOptions = {},
): WritableStream<Uint8Array | string> {
  const chunkSize = checkChunkSize(options.chunkSize);
  const file = new GuestFile(session, path, options.append === true ? "a" : "w");
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      await file.giveUp();
      throw file.named(error);
    }
  };
  return new WritableStream<Uint8Array | string>({
    start: (controller: WritableController) => {
      file.watch(options.signal, (error) => controller.error(error));
      // Otherwise an abort waits for the write in flight.
      controller.signal?.addEventListener("abort", () => void file.giveUp(), { once: true });
    },
    write: (chunk) => attempt(() => writeChunks(file, chunk, chunkSize)),
    close: () => attempt(() => file.close()),
    abort: () => file.giveUp(),
  });
}

async function writeChunks(file: GuestFile, chunk: Uint8Array | string, size: number): Promise<void> {
  const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
  for (let at = 0; at < bytes.length; at += size) await file.write(bytes.subarray(at, at + size));
}

function checkChunkSize(size: number = defaultChunkSize): number {
  if (Number.isInteger(size) && size > 0 && size <= maxChunkSize) return size;
  throw new RangeError(`chunkSize is ${size}, not an integer from 1 to ${maxChunkSize}`);
}
