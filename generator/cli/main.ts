#!/usr/bin/env node
import module from "node:module";
import { commands } from "./commands.js";
import { run } from "./run.js";

// Newer Nodes keep compiled code, which halves the time that ts-morph takes to load; older ones do without.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

// Whoever reads our output may stop reading: `qapi-ts introspect ... | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), commands, {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
