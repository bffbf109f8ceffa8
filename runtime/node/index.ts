export { acceptSessions, type AcceptOptions } from "./accept.js";
export {
  commandLine,
  type CommandLineOptions,
  type KeyedValue,
  type MachineOptions,
  type MachineProperties,
} from "./command-line.js";
export { diagnosticsTracer } from "./diagnostics-tracer.js";
export { LaunchError } from "../errors/connection.js";
export { launch, storageDaemonMonitor, systemMonitor, type Launched, type LaunchOptions } from "./launch.js";
export type { ProcessEnd } from "./launched-process.js";
export type { Listening, ListenTarget } from "./listen.js";
