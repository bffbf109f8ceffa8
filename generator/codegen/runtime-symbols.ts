import type * as runtime from "qapi-ts/codegen";

/**
 * The table of the names that generated files import from the runtime. A name that `qapi-ts/codegen` no longer exports
 * fails to compile here.
 */
interface RuntimeTypes {
  AccessorParameters: runtime.AccessorParameters<object, unknown>;
  CallOptions: runtime.CallOptions;
  CommandEffect: runtime.CommandEffect;
  Completion: runtime.Completion;
  CompletionPromise: runtime.CompletionPromise<unknown>;
  ConnectOptions: runtime.ConnectOptions;
  SignalConnection: runtime.SignalConnection;
  DisconnectParameters: runtime.DisconnectParameters<object>;
  Int64: runtime.Int64;
  Listener: runtime.Listener<unknown>;
  OobCallOptions: runtime.OobCallOptions;
  ProtocolDescriptor: runtime.ProtocolDescriptor<runtime.Protocol>;
  Session: runtime.Session;
  SignalAccessor: runtime.SignalAccessor;
  Uint64: runtime.Uint64;
  CompletionOptions: runtime.CompletionOptions;
}

interface RuntimeFunctions {
  base64Codec: typeof runtime.base64Codec;
  callWithOpenArguments: typeof runtime.callWithOpenArguments;
  callWithoutReply: typeof runtime.callWithoutReply;
  completeCommand: typeof runtime.completeCommand;
  connectAccessor: typeof runtime.connectAccessor;
  connectEvent: typeof runtime.connectEvent;
  connectEventOrAccessor: typeof runtime.connectEventOrAccessor;
  disconnectAccessor: typeof runtime.disconnectAccessor;
  disconnectEvent: typeof runtime.disconnectEvent;
  disconnectEventOrAccessor: typeof runtime.disconnectEventOrAccessor;
  readCommands: typeof runtime.readCommands;
  serverCheck: typeof runtime.serverCheck;
}

export type RuntimeType = keyof RuntimeTypes;
export type RuntimeFunction = keyof RuntimeFunctions;

const table: { readonly [Name in RuntimeType | RuntimeFunction]: Name } = {
  AccessorParameters: "AccessorParameters",
  CallOptions: "CallOptions",
  CommandEffect: "CommandEffect",
  Completion: "Completion",
  CompletionPromise: "CompletionPromise",
  ConnectOptions: "ConnectOptions",
  SignalConnection: "SignalConnection",
  DisconnectParameters: "DisconnectParameters",
  Int64: "Int64",
  Listener: "Listener",
  OobCallOptions: "OobCallOptions",
  ProtocolDescriptor: "ProtocolDescriptor",
  Session: "Session",
  SignalAccessor: "SignalAccessor",
  Uint64: "Uint64",
  CompletionOptions: "CompletionOptions",
  base64Codec: "base64Codec",
  callWithOpenArguments: "callWithOpenArguments",
  callWithoutReply: "callWithoutReply",
  completeCommand: "completeCommand",
  connectAccessor: "connectAccessor",
  connectEvent: "connectEvent",
  connectEventOrAccessor: "connectEventOrAccessor",
  disconnectAccessor: "disconnectAccessor",
  disconnectEvent: "disconnectEvent",
  disconnectEventOrAccessor: "disconnectEventOrAccessor",
  readCommands: "readCommands",
  serverCheck: "serverCheck",
};

/** The names of the table, reserved in generated code. */
export const runtimeSymbols: readonly (RuntimeType | RuntimeFunction)[] = Object.values(table);

/** Every name that the runtime's module exports. A test compares the list with the module. */
export const runtimeExports: readonly string[] = [
  ...runtimeSymbols,
  "Effect",
  "formatPath",
  "guestExecAndWait",
  "GuestExecOptions",
  "GuestExecProtocol",
  "GuestExecResult",
  "GuestFileProtocol",
  "GuestProgram",
  "guestReadFile",
  "GuestReadOptions",
  "guestWriteFile",
  "GuestWriteOptions",
  "HostResource",
  "HostResourceKind",
  "issueOf",
  "Protocol",
  "standardSchema",
  "StandardSchema",
  "validate",
  "ValidationIssue",
  "Validator",
  "ValidatorError",
];

/** The names that validators import from the runtime. Bindings do not, so that these are not reserved in them. */
export interface ValidatorSymbols {
  readonly standardSchema: typeof runtime.standardSchema;
  readonly StandardSchema: runtime.StandardSchema<unknown>;
  readonly validate: typeof runtime.validate;
  readonly ValidationIssue: runtime.ValidationIssue;
  readonly Validator: runtime.Validator;
}
