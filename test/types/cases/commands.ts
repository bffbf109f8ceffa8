import {
  connectDeviceDeleted,
  connectStop,
  deviceAdd,
  migratePause,
  queryStatus,
  type QmpSession,
} from "qapi-ts/qmp";

declare const session: QmpSession;

// Commands that the schema does not have.
void session.call("query-statsu");
void session.call("STOP");

// Arguments that are missing, of another type, or too many.
void deviceAdd(session);
void deviceAdd(session, {});
void deviceAdd(session, { driver: 1 });
void queryStatus(session, { verbose: true });
void session.call("device_del");
void session.call("device_del", { name: "disk0" });

// Out of band only where the schema allows it.
void migratePause(session, { oob: true });
void queryStatus(session, { oob: true });
void session.call("query-status", undefined, { oob: true });

// Events that the schema does not have, and data that the events do not have.
void session.once("STOPPED");
void session.connectSignal("STPO", () => undefined);
void session.events("STPO");
void session.connectSignal("DEVICE_DELETED", ({ data }) => data.id);
void connectDeviceDeleted(session, (event) => event.data.id);
void connectStop(session, (event) => event.data.reason);
