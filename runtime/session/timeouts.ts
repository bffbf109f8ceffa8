/** The timeout of calls that name none: in milliseconds, for all alike or by the command; undefined for none. */
export type CallTimeout = number | ((command: string) => number | undefined);

/** A call's timeout by what its session and its protocol say; undefined where neither says anything. */
export function timeoutOf(
  command: string,
  ofSession: CallTimeout | undefined,
  ofProtocol: Readonly<Record<string, number>> | undefined,
): number | undefined {
  const byCommand = ofProtocol && Object.hasOwn(ofProtocol, command) ? ofProtocol[command] : undefined;
  return typeof ofSession === "function" ? (ofSession(command) ?? byCommand) : (byCommand ?? ofSession);
}
