import { ForeignConnectionError } from "../errors/signal.js";
import type { SignalConnection } from "./signal-connection.js";

/** A connection that knows which session's it is: `holder` is something that only that session has. */
export interface HeldConnection extends SignalConnection {
  belongsTo(holder: object): boolean;
}

export function belongsTo(connection: SignalConnection, holder: object): boolean {
  return isHeld(connection) && connection.belongsTo(holder);
}

/** @throws ForeignConnectionError (as a rejection) when somebody else holds the connection. */
export async function disconnectHeld(connection: SignalConnection, holder: object): Promise<void> {
  if (!belongsTo(connection, holder)) {
    throw new ForeignConnectionError(`the connection to ${connection.event} is another session's`);
  }
  await connection.disconnect();
}

function isHeld(connection: SignalConnection): connection is HeldConnection {
  return "belongsTo" in connection && typeof connection.belongsTo === "function";
}
