import { parentPort } from "node:worker_threads";
import type { Piece } from "./file.js";
import { loadPrinting } from "./print.js";

// Loading ts-morph takes as long as the whole front end. Here it is done at the same time.
const port = parentPort;
if (port !== null) {
  const print = loadPrinting();
  port.on("message", (piece: Piece) => {
    port.postMessage(print(piece));
  });
}
