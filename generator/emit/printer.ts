import { Worker } from "node:worker_threads";
import type { GeneratedFile } from "./file.js";

/** Prints files, in the order in which they are given. */
export interface Printer {
  print(files: readonly GeneratedFile[]): AsyncIterable<PrintedFile>;
  /** Begins to load, if it has not yet: something will be printed. */
  prepare(): void;
  close(): Promise<void>;
}

export interface PrintedFile {
  readonly path: string;
  readonly text: string;
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
    print: (files) => print(started(), files),
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

async function* print(
  { worker, failure }: PrintThread,
  files: readonly GeneratedFile[],
): AsyncGenerator<PrintedFile> {
  const arrived: PrintedFile[] = [];
  let wake = (): void => undefined;
  const receive = (file: PrintedFile): void => {
    arrived.push(file);
    wake();
  };
  worker.on("message", receive);
  try {
    for (const file of files) worker.postMessage(file);
    for (let left = files.length; left > 0; left--) {
      if (arrived.length === 0)
        await Promise.race([failure, new Promise<void>((resolve) => (wake = resolve))]);
      const next = arrived.shift();
      if (next !== undefined) yield next;
    }
  } finally {
    worker.off("message", receive);
  }
}
