#!/usr/bin/env node
import module from "node:module";
import v8 from "node:v8";
import { run } from "./run.js";

// Node 22.1 and newer cache compiled code between runs.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

// A run ends before optimized code pays off: optimizing later takes a quarter off the time of `generate`. Only the V8 of
// Node 20 has this flag; newer versions report it as unknown.
if (process.versions.node.startsWith("20.")) v8.setFlagsFromString("--interrupt-budget=1000000");

// The reader of a pipe may exit early: `qapi-ts introspect ... | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  // `hasColors` honors NO_COLOR and TERM.
  colors: process.stdout.isTTY && process.stdout.hasColors(),
});
