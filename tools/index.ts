/**
 * The parts of the command `qmp` that other programs use.
 *
 * - `parseTarget` and `connectTarget` connect to what the command line calls a target.
 * - `findMachines` finds the machines of this host.
 */
export { findMachines, type Places } from "./machines/find-machines.js";
export type { Environment } from "./machines/known-sockets.js";
export type { Machine, Manager, Monitor } from "./machines/machine.js";
export { stringifyExactly } from "./output/json.js";
export { connectTarget, type Settings } from "./targets/connect.js";
export type { ConnectionFlags } from "./targets/connection-options.js";
export { formatTarget, parseTarget, type Target } from "./targets/target.js";
