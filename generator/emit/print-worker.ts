import { parentPort } from "node:worker_threads";
import type { GeneratedFile } from "./file.js";
import { loadPrinting } from "./print.js";

// Loading ts-morph takes as long as the whole front end. Here it is done at the same time.
const port = parentPort;
if (port !== null) {
  const print = loadPrinting();
  port.on("message", (file: GeneratedFile) => {
    port.postMessage({ path: file.path, text: print(file) });
  });
}
