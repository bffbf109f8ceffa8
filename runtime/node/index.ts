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
export { acceptSessions, type AcceptOptions, type Listening, type ListenTarget } from "./listen.js";
