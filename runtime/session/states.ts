/**
 * Where a session stands. `connecting`: the greeting is awaited; `negotiating`: the capabilities are being
 * settled; `closing`: nothing more is sent, and the end of the connection is awaited.
 */
export type SessionState = "disconnected" | "connecting" | "negotiating" | "connected" | "closing";

/** What moves a session: `lost` is the end of the connection, whoever ended it. */
export type SessionInput = "open" | "greeting" | "negotiated" | "close" | "lost";

/** Every transition that there is. What is not in the table does not move a session. */
export const transitions: Readonly<
  Record<SessionState, Readonly<Partial<Record<SessionInput, SessionState>>>>
> = {
  disconnected: { open: "connecting" },
  connecting: { greeting: "negotiating", close: "closing", lost: "disconnected" },
  // A server that greets again has begun anew, behind a connection that stands.
  negotiating: { greeting: "closing", negotiated: "connected", close: "closing", lost: "disconnected" },
  connected: { greeting: "closing", close: "closing", lost: "disconnected" },
  closing: { lost: "disconnected" },
};
