import { connectAccessor, createEventHub, onceSignal, signalEvents, watchEvents } from "qapi-ts";
import { createServer } from "qapi-ts/server";
import type { QgaSession } from "qapi-ts/qga";
import { qmp, type QmpProtocol, type QmpSession } from "qapi-ts/qmp";

declare const machine: QmpSession;
declare const agent: QgaSession;

/** An accessor of an event of QMP. */
const deleted = { name: "device-deleted", event: "DEVICE_DELETED" } as const;
/** An accessor of an event that no protocol has. */
const misspelt = { name: "device-deleted", event: "DEVICE_DELETD" } as const;

// An accessor of another protocol's event.
void connectAccessor(agent, deleted, {}, () => undefined);
void onceSignal(agent, deleted, {});
signalEvents(machine, misspelt, {});
void watchEvents(machine).connect(misspelt, {});

// Names of events.
machine.subscribe({ names: ["STPO"], deliver: () => undefined });
watchEvents(machine, { names: ["STPO"] });
createEventHub<string, QmpProtocol>({ names: ["STPO"] });

// Names of commands.
createServer(qmp, {}, { oobCommands: ["migrate-pasue"] });
