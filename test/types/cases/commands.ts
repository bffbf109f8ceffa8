import {
  connectDeviceDeleted,
  connectStop,
  deviceAdd,
  migratePause,
  queryStatus,
  type QmpSession,
} from "qapi-ts/qmp";

declare const session: QmpSession;

// Unknown commands.
void session.call("query-statsu");
void session.call("STOP");

// Missing, mistyped and superfluous arguments.
void deviceAdd(session);
void deviceAdd(session, {});
void deviceAdd(session, { driver: 1 });
void queryStatus(session, { verbose: true });
void session.call("device_del");
void session.call("device_del", { name: "disk0" });

// Out-of-band execution of a command that does not allow it.
void migratePause(session, { oob: true });
void queryStatus(session, { oob: true });
void session.call("query-status", undefined, { oob: true });

// Unknown events and unknown data members.
void session.once("STOPPED");
void session.connectSignal("STPO", () => undefined);
void session.events("STPO");
void session.connectSignal("DEVICE_DELETED", ({ data }) => data.id);
void connectDeviceDeleted(session, (event) => event.data.id);
void connectStop(session, (event) => event.data.reason);
