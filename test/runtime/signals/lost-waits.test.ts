import { expect, test } from "vitest";
import {
  completeCommand,
  connectPersistent,
  onceSignal,
  signalEvents,
  watchEvents,
  type EventGap,
  type Session,
} from "../../../runtime/index.js";
import { ScriptedServer } from "../persistent/support.js";
import { rejection, settle } from "../support/scripted-peer.js";

const accessor = { name: "disk-full", event: "DISK_FULL" };
const raised = (tag: string, number: number): object => ({ event: "DISK_FULL", data: { number }, tag });

async function persistent(): Promise<{ session: Session; server: ScriptedServer }> {
  const server = new ScriptedServer();
  const reconnect = { initialDelay: 10, maxDelay: 10, attempts: Infinity };
  const opening = connectPersistent({ transport: server.open, clock: server.clock, reconnect });
  await server.welcome();
  return { session: await opening, server };
}

async function grant(server: ScriptedServer, tag: string): Promise<void> {
  await settle();
  server.peer.reply("disk-full-connect", tag);
  await settle();
}

/** Loses the connection, and lets the session connect again. */
async function restart(server: ScriptedServer): Promise<void> {
  await server.drop();
  await server.pass(20);
  await server.welcome();
}

test("a stream of one object continues after a loss, with another tag, and reports the gap", async () => {
  const { session, server } = await persistent();
  const gaps: EventGap[] = [];
  const stream = signalEvents(session, accessor, {}, { onGap: (gap) => gaps.push(gap) });
  await grant(server, "t1");
  server.peer.write(raised("t1", 1));
  await restart(server);
  await grant(server, "t2");
  server.peer.write(raised("t1", 2), raised("t2", 3));
  expect(await stream.next()).toMatchObject({ value: { data: { number: 1 } } });
  expect(await stream.next()).toMatchObject({ value: { data: { number: 3 } } });
  expect(gaps).toMatchObject([{ restored: true }]);
  await stream.return();
  await settle();
  expect(server.peer.request("disk-full-disconnect").arguments).toEqual({ tag: "t2" });
  await session.close();
});

test("a wait for one object is rejected by a loss, because the event may be among those missed", async () => {
  const { session, server } = await persistent();
  const waiting = rejection(onceSignal(session, accessor, {}));
  await grant(server, "t1");
  await restart(server);
  await grant(server, "t2");
  expect(await waiting).toMatchObject({ code: "disconnected" });
  await settle();
  // The connection is given back over the connection that it belongs to.
  expect(server.peer.request("disk-full-disconnect").arguments).toEqual({ tag: "t2" });
  await session.close();
});

test("an inbox receives the events of one object after a loss", async () => {
  const { session, server } = await persistent();
  const inbox = watchEvents(session, { names: [] });
  const connecting = inbox.connect(accessor, {});
  await grant(server, "t1");
  await connecting;
  await restart(server);
  await grant(server, "t2");
  server.peer.write(raised("t2", 2));
  expect(await inbox.wait()).toMatchObject({ data: { number: 2 } });
  inbox.close();
  await session.close();
});

test("an abort without a connection cancels nothing over a later one", async () => {
  const { session, server } = await persistent();
  const controller = new AbortController();
  const completion = {
    command: "migrate",
    state: { command: "query-migrate", done: [{ member: "status", value: "completed" }] },
    cancel: { command: "migrate_cancel" },
  };
  const options = { signal: controller.signal, cancel: true, clock: server.clock };
  const completing = rejection(completeCommand(session, completion, {}, options));
  await settle();
  server.peer.reply("migrate");
  await settle();
  await server.drop();
  controller.abort();
  expect(await completing).toMatchObject({ code: "completion-aborted", cancelSent: false });
  await server.pass(20);
  const call = session.call("query-status");
  await server.welcome();
  server.peer.reply("query-status");
  await call;
  expect(server.sent).toEqual(["query-status"]);
  await session.close();
});
