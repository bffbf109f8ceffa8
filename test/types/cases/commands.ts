import type { Session, TypedSession } from "qapi-ts";
import {
  connectDeviceDeleted,
  connectStop,
  deviceAdd,
  migratePause,
  queryStatus,
  type Qmp,
} from "qapi-ts/qmp";

declare const session: Session;
declare const typed: TypedSession<Qmp>;

// Commands that there are not.
void typed.execute("query-statsu");
void typed.execute("STOP");

// Arguments that are missing, of another type, or too many.
void deviceAdd(session);
void deviceAdd(session, {});
void deviceAdd(session, { driver: 1 });
void queryStatus(session, { verbose: true });
void typed.execute("device_del");
void typed.execute("device_del", { name: "disk0" });

// Out of band only where the schema allows it.
void migratePause(session, { oob: true });
void queryStatus(session, { oob: true });
void typed.execute("query-status", undefined, { oob: true });

// Events that there are not, and data that they do not have.
void typed.once("STOPPED");
void connectDeviceDeleted(session, (event) => event.data.id);
void connectStop(session, (event) => event.data.reason);
