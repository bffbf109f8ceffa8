import module from "node:module";
import { parentPort } from "node:worker_threads";
import type { Piece } from "./file.js";

// Node 22.1 and newer cache compiled code between runs. Each thread enables the cache before it loads ts-morph.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

const { printPiece } = await import("./print.js");
parentPort?.on("message", (piece: Piece) => {
  parentPort?.postMessage(printPiece(piece));
});
