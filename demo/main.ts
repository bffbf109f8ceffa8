import type { EventMessage } from "qapi-ts";
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

step("1. Generate the bindings from schema/");
await regenerate();

step("2. Connect to a machine");
const { description, session } = await startMachine();
fact("machine", description);

step("3. Query its version and status");
const version = await queryVersion(session);
fact(
  "version",
  `QEMU ${[version.qemu.major, version.qemu.minor, version.qemu.micro].join(".")} ${version.package}`.trim(),
);
fact("status", (await queryStatus(session)).status);

step("4. Stop and continue it, and receive its events");
let eventCount = 0;
const report = ({ event, timestamp }: EventMessage): void => {
  eventCount++;
  received(`${event} at ${String(timestamp?.seconds ?? "an unknown time")}`);
};
const stopConnection = await connectStop(session, report);
const resumeConnection = await connectResume(session, report);
sent("stop");
await stop(session);
fact("status", (await queryStatus(session)).status);
sent("cont");
await cont(session);
fact("status", (await queryStatus(session)).status);
await disconnectStop(session, stopConnection);
await disconnectResume(session, resumeConnection);

step("5. Quit");
sent("quit");
await quit(session);
const { error } = await session.closed;
fact("session", error === undefined ? "closed" : `ended: ${error.message}`);

step("Done");
console.log(
  `  Generated the bindings, connected to a machine, stopped and continued it, received ${String(eventCount)} typed events, and quit.\n`,
);
