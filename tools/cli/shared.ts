/**
 * The entry point `qapi-ts-tools/cli`: what the other packages of this project share with `qmp`. It is for these packages
 * only, and no page describes it.
 */
export { countOption, repeatable, secondsOption } from "./options.js";
export { runProgram } from "./run-program.js";
export { processTerminal, type Terminal } from "./terminal.js";
export { withOptions } from "./with-options.js";
export { exitCodes, reasonOf, ToolError, UsageError, type ExitCode } from "../failure.js";
export { maxSecretSize, readRegularFile } from "../regular-file.js";
export { stringifyExactly } from "../output/json.js";
export { openAuditFile, type AuditFile } from "../share/audit-file.js";
export { policyOptionsOf, type PolicyFlags } from "../share/policy-flags.js";
