/** The timeout of calls that name none: in milliseconds, for all alike or by the command; undefined for none. */
export type CallTimeout = number | ((command: string) => number | undefined);

/** Tells a call's timeout from what its session and its protocol say. */
export function timeouts(
  ofSession: CallTimeout | undefined,
  ofProtocol: Readonly<Record<string, number>> | undefined,
): (command: string) => number | undefined {
  if (ofProtocol === undefined) return typeof ofSession === "function" ? ofSession : () => ofSession;
  const byCommand = new Map(Object.entries(ofProtocol));
  if (typeof ofSession === "function") return (command) => ofSession(command) ?? byCommand.get(command);
  return (command) => byCommand.get(command) ?? ofSession;
}
