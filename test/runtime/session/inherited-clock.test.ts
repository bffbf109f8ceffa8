import { describe, expect, test } from "vitest";
import { deviceDelAndWait, type QmpSession } from "../../../generated/qmp/index.js";
import { guestExecAndWait, guestReadFile } from "../../../generated/qga/index.js";
import {
  completeCommand,
  connect,
  connectOnDemand,
  connectPersistent,
  createEventHub,
  watchEvents,
  type Session,
} from "../../../runtime/index.js";
import { launch } from "../../../runtime/node/index.js";
import { connectFake, hold } from "../agent/fake-agent.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

const timeout = 1_000_000;

/** Everything that waits with a session of QMP and has a timeout. */
const helpers: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  "Session.call": (session) => session.call("stop", undefined, { timeout }),
  "Session.once": (session) => session.once("STOP", { timeout }),
  "watchEvents().wait": (session) => watchEvents(session).wait({ timeout }),
  "EventHub.wait": (session) => {
    const hub = createEventHub();
    hub.join("vm", session);
    return hub.wait({ timeout });
  },
  completeCommand: (session) =>
    completeCommand(session, { command: "stop", done: [{ event: "STOP" }] }, undefined, { timeout }),
  "a generated …AndWait function": (session) =>
    deviceDelAndWait(session as QmpSession, { id: "disk0" }, { timeout }),
};

const kinds: Readonly<Record<string, (peer: ScriptedPeer, clock: ManualClock) => Promise<Session>>> = {
  connect: (peer, clock) => connect({ transport: peer.open, clock }),
  connectPersistent: (peer, clock) => connectPersistent({ transport: peer.open, clock }),
  connectOnDemand: async (peer, clock) => {
    const session = connectOnDemand({ transport: peer.open, clock });
    await session.connectSignal("RESUME", () => undefined);
    return session;
  },
};

const cases = Object.keys(kinds).flatMap((kind) =>
  Object.keys(helpers).map((helper) => [helper, kind] as const),
);

describe("the clock of a session schedules the timeout of", () => {
  test.each(cases)("%s, with a session of %s", async (helper, kind) => {
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const opening = kinds[kind]?.(peer, clock);
    await settle();
    peer.write(greeting);
    await settle();
    peer.reply("qmp_capabilities");
    const session = await opening;
    if (session === undefined) throw new Error("no such kind");
    clock.advance(0);
    const error = rejection(helpers[helper]?.(session) ?? Promise.resolve());
    await settle();
    clock.advance(timeout - 1);
    await settle();
    clock.advance(1);
    expect(await error).toHaveProperty("code", expect.stringMatching(/-timeout$/));
  });

  test("an agent's session, guestExecAndWait and the calls of guestReadFile", async () => {
    const clock = new ManualClock();
    const { session, agent } = await connectFake({ clock, callTimeout: () => timeout });
    agent.answers["guest-exec"] = () => ({ pid: 1 });
    agent.answers["guest-exec-status"] = () => ({ exited: false });
    const running = rejection(guestExecAndWait(session, { path: "/bin/sleep" }, { timeout: 5_000 }));
    for (let step = 0; step < 50; step++) {
      clock.advance(100);
      await settle();
    }
    expect(await running).toHaveProperty("code", "completion-timeout");
    expect(agent.requests.length).toBeGreaterThan(2);
    agent.answers["guest-file-open"] = hold;
    const reading = rejection(guestReadFile(session, "/f").getReader().read());
    await settle();
    clock.advance(timeout);
    expect(await reading).toHaveProperty("code", "call-timeout");
  });

  test("launch", async () => {
    const clock = new ManualClock();
    const starting = rejection(
      launch({ binary: "/bin/sleep", args: ["60"], monitor: () => [], clock, timeout }),
    );
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(timeout);
    expect(await starting).toHaveProperty("code", "launch-failed");
  });
});

test("the option clock of a wait takes precedence", async () => {
  const own = new ManualClock();
  const peer = new ScriptedPeer();
  const opening = connect({ transport: peer.open, clock: new ManualClock() });
  await settle();
  peer.write(greeting);
  await settle();
  peer.reply("qmp_capabilities");
  const session = await opening;
  const waits = [
    watchEvents(session, { clock: own }).wait({ timeout }),
    completeCommand(session, { command: "stop", done: [{ event: "STOP" }] }, undefined, {
      timeout,
      clock: own,
    }),
  ].map(rejection);
  await settle();
  own.advance(timeout);
  for (const error of await Promise.all(waits)) {
    expect(error).toHaveProperty("code", expect.stringMatching(/-timeout$/));
  }
});
