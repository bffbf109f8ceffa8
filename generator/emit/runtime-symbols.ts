/**
 * Every name of the runtime that a generated file may import, once. Generated code is the only user of these
 * that the compiler does not see.
 */
export const runtimeSymbols = [
  "CallOptions",
  "ConnectOptions",
  "Connection",
  "Int64",
  "Listener",
  "OobCallOptions",
  "ProtocolDescriptor",
  "Session",
  "Uint64",
] as const;

export type RuntimeSymbol = (typeof runtimeSymbols)[number];
