/** The timeout of calls that name none: in milliseconds, for all alike or by the command; undefined for none. */
export type CallTimeout = number | ((command: string) => number | undefined);

type Timeouts = (command: string) => number | undefined;

const none: Timeouts = () => undefined;

/** Tells a call's timeout from what its session and its protocol say. */
export function timeouts(
  ofSession: CallTimeout | undefined,
  ofProtocol: Readonly<Record<string, number>> | undefined,
): Timeouts {
  if (ofProtocol === undefined && ofSession === undefined) return none;
  const byCommand: Timeouts = (command) =>
    ofProtocol !== undefined && Object.hasOwn(ofProtocol, command) ? ofProtocol[command] : undefined;
  if (typeof ofSession === "function") return (command) => ofSession(command) ?? byCommand(command);
  return (command) => byCommand(command) ?? ofSession;
}
