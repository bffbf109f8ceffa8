import { ListenerError } from "../errors/index.js";
import { callBack } from "../events/callback.js";

/**
 * The state of a session. `connecting`: opening the transport and waiting for the greeting; `negotiating`: negotiating
 * capabilities; `closing`: nothing more is sent, waiting for the end of the connection.
 */
export type SessionState = "disconnected" | "connecting" | "negotiating" | "connected" | "closing";

/** Receives each change of a session's state. An error is reported to `onProblem` and affects nothing else. */
export type StateListener = (state: SessionState, previous: SessionState) => unknown;

/** Calls each listener. The error of a listener that throws is reported, and does not affect the others. */
export function notifyStateListeners(
  listeners: readonly StateListener[],
  state: SessionState,
  previous: SessionState,
  problems: { reportProblem(error: ListenerError): void },
): void {
  for (const listener of listeners) {
    callBack(
      () => listener(state, previous),
      (cause) => {
        problems.reportProblem(new ListenerError("a state listener failed", { cause }));
      },
    );
  }
}

/** What moves a session to another state. `lost` is the end of the connection, whichever side ended it. */
export type SessionInput = "open" | "greeting" | "negotiated" | "close" | "lost";

/** All transitions. An input that is not listed for a state does not change it. */
export const transitions: Readonly<
  Record<SessionState, Readonly<Partial<Record<SessionInput, SessionState>>>>
> = {
  disconnected: { open: "connecting" },
  connecting: { greeting: "negotiating", close: "closing", lost: "disconnected" },
  // A server that greets twice has restarted behind the connection: earlier calls will not be answered.
  negotiating: { greeting: "closing", negotiated: "connected", close: "closing", lost: "disconnected" },
  connected: { greeting: "closing", close: "closing", lost: "disconnected" },
  closing: { lost: "disconnected" },
};
