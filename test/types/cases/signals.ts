import { connectAccessor, onceSignal, signalEvents, watchEvents } from "qapi-ts";
import { guestFileWrite, type QgaSession } from "qapi-ts/qga";
import {
  blockIoErrorAccessor,
  connectBlockIoError,
  connectJobStatusChange,
  connectStop,
  deviceDelAndWait,
  disconnectBlockIoError,
  disconnectStop,
  type QmpSession,
} from "qapi-ts/qmp";

declare const session: QmpSession;
declare const agent: QgaSession;

// Unknown, mistyped and missing arguments of an accessor.
void connectBlockIoError(session, { disk: "vda" }, () => undefined);
void connectBlockIoError(session, { device: 1 }, () => undefined);
void connectJobStatusChange(session, {}, () => undefined);
void connectJobStatusChange(session, { id: "j", status: "done" }, () => undefined);

// Invalid listeners and connections.
void connectBlockIoError(session, { device: "vda" });
void disconnectBlockIoError(session, { device: "vda" });

// Arguments for an event without an accessor.
void connectStop(session, { device: "vda" }, () => undefined);

// Unknown data members.
void connectBlockIoError(session, { device: "vda" }, ({ data }) => data.errno);

// Invalid arguments of a command with a completion.
void deviceDelAndWait(session, { device: "d0" });
void guestFileWrite(agent, { handle: 1, "buf-b64": "AQID" });

// Unknown arguments and data of a wait for the event of one object.
void onceSignal(session, blockIoErrorAccessor, { disk: "vda" });
void onceSignal(session, blockIoErrorAccessor, {}, { where: ({ data }) => data.errno === 5 });

// Connections to other events.
const stopped = await connectStop(session, () => undefined);
void disconnectBlockIoError(session, stopped);
void disconnectBlockIoError(session, { device: "vda" }, stopped);
void disconnectStop(session, await session.connectSignal("RESUME", () => undefined));

// Accessors of another protocol.
void connectAccessor(agent, blockIoErrorAccessor, {}, () => undefined);
void onceSignal(agent, blockIoErrorAccessor, {});
signalEvents(agent, blockIoErrorAccessor, {});
void watchEvents(agent).connect(blockIoErrorAccessor, {});
