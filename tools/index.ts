/**
 * The parts of the command `qmp` that other programs use.
 *
 * - `parseTarget` and `connectTarget` connect to what the command line calls a target.
 * - `findMachines` finds the machines of this host.
 */
export { findMachines, type FindMachinesOptions } from "./machines/find-machines.js";
export type { Machine, Manager, Monitor } from "./machines/machine.js";
export { connectTarget, type ConnectTargetOptions } from "./targets/connect.js";
export type { ConnectionFlags } from "./targets/connection-options.js";
export { formatTarget, parseTarget, type Target } from "./targets/target.js";
