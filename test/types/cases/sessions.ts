import { completeCommand, connect, connectOnDemand, connectPersistent, type Session } from "qapi-ts";
import { guestPing, type QgaProtocol, type QgaSession } from "qapi-ts/qga";
import { connectStop, deviceDelAndWait, qmp, stop, type QmpProtocol, type QmpSession } from "qapi-ts/qmp";

declare const machine: QmpSession;
declare const agent: QgaSession;

// A session with a server of another protocol.
void stop(agent);
void connectStop(agent, () => undefined);
void deviceDelAndWait(agent, { id: "d0" });
void guestPing(machine);
export const wrong: Session<QmpProtocol> = agent;
export const other: Session<QgaProtocol> = machine;

// Unknown commands, events and keys in a question about support.
void machine.supports({ command: "blokdev-add" });
void machine.supports({ comand: "blockdev-add" });
void machine.supports({ event: "STPO" });

// Questions about a command and an event at once, and values without a member.
void machine.supports({ command: "stop", event: "STOP" });
void machine.supports({ command: "stop", data: "id" });
void machine.supports({ command: "device_del", argument: "id", returns: "id" });
void machine.supports({ command: "stop", value: "on" });

// Unknown commands and events in the options of a session, and in a completion.
void connect({ port: 4444, protocol: qmp, callTimeout: (command) => (command === "query-statsu" ? 1 : 2) });
void connectPersistent({
  port: 4444,
  protocol: qmp,
  callTimeout: (command) => (command === "guest-ping" ? 1 : 2),
});
void completeCommand(machine, { command: "blokdev-add", done: [{ event: "STOP" }] });
void completeCommand(machine, { command: "stop", done: [{ event: "STPO" }] });
void completeCommand(machine, { command: "stop", state: { command: "query-statsu" } });
void completeCommand(agent, { command: "stop" });

// Connections that are open already, and cannot be opened again after a loss.
declare const streams: { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> };
declare const webSocket: WebSocket;
void connect({ ...streams });
void connect({ webSocket });
void connectPersistent({ ...streams });
void connectPersistent({ webSocket });
void connectOnDemand({ webSocket });
