#!/usr/bin/env node
import module from "node:module";
import v8 from "node:v8";
import { commands } from "./commands.js";
import { run } from "./run.js";

// Newer Nodes keep compiled code from run to run; older ones do without.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

// A run is over before optimised code has earned what it cost to make: optimising late takes a quarter off the time.
// The flag is V8's own affair, and an engine that does not know it complains: hence only where it is known.
if (Number.parseInt(process.versions.node) <= 24) v8.setFlagsFromString("--interrupt-budget=1000000");

// Whoever reads our output may stop reading: `qapi-ts introspect ... | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), commands, {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  // `hasColors` asks the environment too: NO_COLOR, TERM.
  colors: process.stdout.isTTY && process.stdout.hasColors(),
});
