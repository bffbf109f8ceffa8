import { Worker } from "node:worker_threads";
import type { Piece } from "./file.js";

/** Prints pieces of files in a worker thread. */
export interface Printer {
  /** Yields the texts in the order of the pieces, each as soon as it is printed. */
  print(pieces: readonly Piece[]): AsyncIterable<string>;
  /** Starts loading ts-morph, if it is not loaded yet. */
  prepare(): void;
  close(): Promise<void>;
}

/**
 * Creates a printer. Its worker thread starts at the first `prepare` or `print`, so that a run without changes does
 * not load ts-morph.
 */
export function createPrinter(): Printer {
  let thread: PrintThread | undefined;
  const started = (): PrintThread => (thread ??= startThread());
  return {
    prepare: () => {
      started();
    },
    print: (pieces) => print(started(), pieces),
    close: async () => {
      await thread?.worker.terminate();
    },
  };
}

interface PrintThread {
  readonly worker: Worker;
  readonly failure: Promise<never>;
}

function startThread(): PrintThread {
  const worker = new Worker(new URL("./print-worker.js", import.meta.url));
  const failure = new Promise<never>((_, reject) => worker.once("error", reject));
  // `print` reports the failure. Without this handler, a failure before `print` would be an unhandled rejection.
  failure.catch(() => undefined);
  return { worker, failure };
}

/** Sends the pieces to the worker at once, before the first text is requested. */
function print({ worker, failure }: PrintThread, pieces: readonly Piece[]): AsyncGenerator<string> {
  const arrived: string[] = [];
  let wake = (): void => undefined;
  const receive = (text: string): void => {
    arrived.push(text);
    wake();
  };
  worker.on("message", receive);
  for (const piece of pieces) worker.postMessage(piece);
  const next = async (): Promise<string> => {
    if (arrived.length === 0) await Promise.race([failure, new Promise<void>((resolve) => (wake = resolve))]);
    return arrived.shift() ?? "";
  };
  return take(pieces.length, next, () => worker.off("message", receive));
}

async function* take(count: number, next: () => Promise<string>, done: () => void): AsyncGenerator<string> {
  try {
    for (let left = count; left > 0; left--) yield await next();
  } finally {
    done();
  }
}
