import { guestFileWrite, type QgaSession } from "qapi-ts/qga";
import {
  connectBlockIoError,
  connectJobStatusChange,
  connectStop,
  deviceDelAndWait,
  disconnectBlockIoError,
  type QmpSession,
} from "qapi-ts/qmp";

declare const session: QmpSession;
declare const agent: QgaSession;

// Arguments that an accessor does not have, of another type, or missing.
void connectBlockIoError(session, { disk: "vda" }, () => undefined);
void connectBlockIoError(session, { device: 1 }, () => undefined);
void connectJobStatusChange(session, {}, () => undefined);
void connectJobStatusChange(session, { id: "j", status: "done" }, () => undefined);

// What is no listener, or nothing to disconnect.
void connectBlockIoError(session, { device: "vda" });
void disconnectBlockIoError(session, { device: "vda" });

// An event that is about nothing in particular.
void connectStop(session, { device: "vda" }, () => undefined);

// Data that the event does not have.
void connectBlockIoError(session, { device: "vda" }, ({ data }) => data.errno);

// A command's own arguments.
void deviceDelAndWait(session, { device: "d0" });
void guestFileWrite(agent, { handle: 1, "buf-b64": "AQID" });
