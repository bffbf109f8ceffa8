import {
  connectResume,
  connectStop,
  cont,
  disconnectResume,
  disconnectStop,
  queryStatus,
  queryVersion,
  quit,
  stop,
} from "qapi-ts/qmp";
import { startMachine } from "./machine.js";
import { regenerate } from "./regenerate.js";
import { fact, received, sent, step } from "./report.js";

step("1. The bindings, made anew from schema/");
await regenerate();

step("2. A machine to talk to");
const { kind, session } = await startMachine();
fact("machine", kind);

step("3. What it says of itself");
const version = await queryVersion(session);
fact(
  "version",
  `QEMU ${[version.qemu.major, version.qemu.minor, version.qemu.micro].join(".")} ${version.package}`.trim(),
);
fact("status", (await queryStatus(session)).status);

step("4. Its events, while it is stopped and continued");
let events = 0;
const stopped = await connectStop(session, ({ event, timestamp }) => {
  events++;
  received(`${event} at ${String(timestamp?.seconds ?? "an unknown time")}`);
});
const resumed = await connectResume(session, ({ event, timestamp }) => {
  events++;
  received(`${event} at ${String(timestamp?.seconds ?? "an unknown time")}`);
});
sent("stop");
await stop(session);
fact("status", (await queryStatus(session)).status);
sent("cont");
await cont(session);
fact("status", (await queryStatus(session)).status);
await disconnectStop(session, stopped);
await disconnectResume(session, resumed);

step("5. The end");
sent("quit");
await quit(session);
const { error } = await session.closed;
fact("session", error === undefined ? "closed" : `ended: ${error.message}`);

step("Done");
console.log(
  `  Regenerated both bindings, connected to a machine, stopped and continued it, took ${String(events)} typed events, and quit.\n`,
);
