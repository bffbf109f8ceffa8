import module from "node:module";
import { parentPort } from "node:worker_threads";
import type { PrintRequest } from "./printer.js";

// Node 22.1 and newer cache compiled code between runs. Each thread enables the cache before it loads ts-morph.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

const [{ printPiece }, { loadFormatter }] = await Promise.all([
  import("./print.js"),
  import("./output/format.js"),
]);
const format = await loadFormatter();

// Formatting is asynchronous, so each request waits for the one before it.
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: PrintRequest) => {
  last = last.then(() => answer(request));
});

async function answer(request: PrintRequest): Promise<void> {
  const text = request.kind === "print" ? printPiece(request.piece) : await format(request.text);
  parentPort?.postMessage(text);
}
