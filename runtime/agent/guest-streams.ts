import { CallAbortedError } from "../errors/index.js";
import { watchLimits } from "../events/waiter.js";
import type { Protocol } from "../protocol.js";
import { clockOf } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import { GuestFile } from "./guest-file.js";

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
  /** Whether to keep the content of the file and write behind it. Default: false. */
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
  let stopWatching = (): void => undefined;
  const end = async (): Promise<void> => {
    stopWatching();
    await file.giveUp();
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        stopWatching = onAbort(session, options.signal, path, (error) => {
          controller.error(error);
          void end();
        });
      },
      pull: async (controller) => {
        try {
          const bytes = await file.read(chunkSize);
          if (bytes.length > 0) {
            controller.enqueue(bytes);
            return;
          }
          stopWatching();
          await file.close();
          controller.close();
        } catch (error) {
          await end();
          throw error;
        }
      },
      cancel: end,
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
  let stopWatching = (): void => undefined;
  const end = async (): Promise<void> => {
    stopWatching();
    await file.giveUp();
  };
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      await end();
      throw error;
    }
  };
  return new WritableStream<Uint8Array | string>({
    start: (controller: WritableController) => {
      stopWatching = onAbort(session, options.signal, path, (error) => {
        controller.error(error);
        void end();
      });
      // Otherwise an abort waits for the write in flight.
      controller.signal?.addEventListener("abort", () => void end(), { once: true });
    },
    write: (chunk) => attempt(() => writeChunks(file, chunk, chunkSize)),
    close: () =>
      attempt(() => {
        stopWatching();
        return file.close();
      }),
    abort: end,
  });
}

async function writeChunks(file: GuestFile, chunk: Uint8Array | string, size: number): Promise<void> {
  const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
  for (let at = 0; at < bytes.length; at += size) await file.write(bytes.subarray(at, at + size));
}

/** Watches the caller's signal. @returns a function that ends this. */
function onAbort(
  session: Session,
  signal: AbortSignal | undefined,
  path: string,
  aborted: (error: CallAbortedError) => void,
): () => void {
  return watchLimits(
    { clock: clockOf(session), signal },
    {
      timedOut: () => undefined,
      aborted: (cause) => {
        aborted(new CallAbortedError(`the transfer of ${path} was aborted`, { cause }));
      },
    },
  );
}

function checkChunkSize(size: number = defaultChunkSize): number {
  if (Number.isInteger(size) && size > 0 && size <= maxChunkSize) return size;
  throw new RangeError(`chunkSize is ${size}, not an integer from 1 to ${maxChunkSize}`);
}
