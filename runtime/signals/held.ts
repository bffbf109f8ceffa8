import type { Connection } from "./connection.js";

/** A connection that knows which session's it is: `holder` is something that only that session has. */
export interface HeldConnection extends Connection {
  belongsTo(holder: object): boolean;
}

export function belongsTo(connection: Connection, holder: object): boolean {
  return isHeld(connection) && connection.belongsTo(holder);
}

function isHeld(connection: Connection): connection is HeldConnection {
  return "belongsTo" in connection && typeof connection.belongsTo === "function";
}
