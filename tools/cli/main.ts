#!/usr/bin/env node
import module from "node:module";
import { run } from "./run.js";
import { processTerminal } from "./terminal.js";

// Node 22.1 and newer cache compiled code between runs.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

// The reader of a pipe may exit early: `qmp events vm1 | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

// Exits in order, so that the programs that a target started are ended.
for (const [signal, number] of [
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const) {
  process.once(signal, () => process.exit(128 + number));
}

process.exitCode = await run(process.argv.slice(2), processTerminal());
