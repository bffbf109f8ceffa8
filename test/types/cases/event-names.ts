import { createEventHub, watchEvents } from "qapi-ts";
import { createServer } from "qapi-ts/server";
import { qmp, type QmpProtocol, type QmpSession } from "qapi-ts/qmp";

declare const machine: QmpSession;

// Names of events.
machine.subscribe({ names: ["STPO"], deliver: () => undefined });
watchEvents(machine, { names: ["STPO"] });
createEventHub<string, QmpProtocol>({ names: ["STPO"] });

// Names of commands.
createServer(qmp, {}, { oobCommands: ["migrate-pasue"] });

// The names in an array.
declare const names: ("STOP" | "STPO")[];
machine.events(...names);
machine.events("STPO");
