import type * as runtime from "qapi-ts";

/**
 * What generated files may import of the runtime, and nowhere else is it said. Generated code is no part of the
 * generator's program: a name that the runtime no longer has fails to compile here.
 */
interface RuntimeTypes {
  CallOptions: runtime.CallOptions;
  ConnectOptions: runtime.ConnectOptions;
  Connection: runtime.Connection;
  Int64: runtime.Int64;
  Listener: runtime.Listener<unknown>;
  OobCallOptions: runtime.OobCallOptions;
  ProtocolDescriptor: runtime.ProtocolDescriptor<runtime.Protocol>;
  Session: runtime.Session;
  Uint64: runtime.Uint64;
}

export type RuntimeSymbol = keyof RuntimeTypes;

const table: { readonly [Name in RuntimeSymbol]: Name } = {
  CallOptions: "CallOptions",
  ConnectOptions: "ConnectOptions",
  Connection: "Connection",
  Int64: "Int64",
  Listener: "Listener",
  OobCallOptions: "OobCallOptions",
  ProtocolDescriptor: "ProtocolDescriptor",
  Session: "Session",
  Uint64: "Uint64",
};

/** Their names, which nothing else in the bindings can have. */
export const runtimeSymbols: readonly RuntimeSymbol[] = Object.values(table);
