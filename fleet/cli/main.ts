#!/usr/bin/env node
import { processTerminal, runProgram } from "qapi-ts-tools/cli";
import { createProgram } from "./program.js";

const terminal = processTerminal();
process.exitCode = await runProgram(
  (exit) => createProgram({ terminal, exit }),
  process.argv.slice(2),
  terminal,
);
