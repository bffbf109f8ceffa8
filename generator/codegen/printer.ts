import { Worker } from "node:worker_threads";
import type { Piece } from "./file.js";

/** Prints pieces of files. */
export interface Printer {
  /** The texts, in the order of the pieces, each as soon as it is there. */
  print(pieces: readonly Piece[]): AsyncIterable<string>;
  /** Begins to load, if it has not yet: something will be printed. */
  prepare(): void;
  close(): Promise<void>;
}

/**
 * A printer in a thread of its own, which begins to load at the first `prepare`: whoever finds that nothing is
 * due has not paid for it.
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
  // It is told to whoever prints; until somebody does, it is nobody's.
  failure.catch(() => undefined);
  return { worker, failure };
}

/** The pieces are on their way when this returns; what comes back waits to be taken. */
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
