import { describe, expect, test } from "vitest";
import { guestExecAndWait, type QgaSession } from "../../../generated/qga/index.js";
import {
  completeCommand,
  connectPersistent,
  type Completion,
  type CompletionOptions,
  type Session,
} from "../../../runtime/index.js";
import { ScriptedServer } from "../persistent/support.js";
import type { ManualClock } from "../support/manual-clock.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

type Limits = Pick<CompletionOptions, "timeout" | "signal">;

const byEvent: Completion = { command: "work", done: [{ event: "DONE" }], cancel: { command: "cancel" } };

/** Waits for the end of a command. */
const waits: Readonly<Record<string, (session: Session, limits: Limits) => Promise<unknown>>> = {
  "an event": (session, limits) => completeCommand(session, byEvent, {}, limits),
  "an event, and cancels": (session, limits) =>
    completeCommand(session, byEvent, {}, { ...limits, cancel: true }),
  "an event, with a fallback": (session, limits) =>
    completeCommand(session, { ...byEvent, forced: { command: "force" } }, {}, { ...limits, forced: true }),
  "a state": (session, limits) =>
    completeCommand(session, { command: "work", state: { command: "query" } }, {}, limits),
  "a job": (session, limits) =>
    completeCommand(
      session,
      { command: "work", job: { id: ["id"], dismiss: "client" } },
      { id: "j" },
      {
        ...limits,
        cancel: true,
      },
    ),
  "a program of the guest": (session, limits) =>
    guestExecAndWait(session as unknown as QgaSession, { path: "/bin/true" }, limits),
};

/** The ways in which a wait ends before its command is sent, and the code of the error. */
const ends: readonly (readonly [
  code: string,
  limit: (clock: ManualClock) => { limits: Limits; end: () => void },
])[] = [
  ["completion-timeout", (clock) => ({ limits: { timeout: 10 }, end: () => clock.advance(10) })],
  [
    "completion-aborted",
    () => {
      const controller = new AbortController();
      return { limits: { signal: controller.signal }, end: () => controller.abort() };
    },
  ],
];

describe.each(ends)("%s of a command that was not sent", (code, limit) => {
  test.each(Object.entries(waits))(
    "has serverMayHaveActed false without a connection: %s",
    async (_name, wait) => {
      const server = new ScriptedServer();
      const opening = connectPersistent({
        transport: server.open,
        clock: server.clock,
        reconnect: { attempts: Infinity, initialDelay: 1_000 },
      });
      await server.welcome();
      const session = await opening;
      server.unavailable = true;
      await server.drop();
      const { limits, end } = limit(server.clock);
      const error = rejection(wait(session, limits));
      await settle();
      end();
      expect(await error).toMatchObject({ code, serverMayHaveActed: false, cancelSent: false });
      expect(server.sent).toEqual([]);
      await session.close();
    },
  );

  test.each(Object.entries(waits))(
    "has serverMayHaveActed false behind maxInFlight: %s",
    async (_name, wait) => {
      const { session, peer, clock } = await connected({ maxInFlight: 1 });
      const slow = session.call("slow");
      const { limits, end } = limit(clock);
      const error = rejection(wait(session, limits));
      await settle();
      end();
      expect(await error).toMatchObject({ code, serverMayHaveActed: false, cancelSent: false });
      peer.reply("slow");
      await slow;
      expect(peer.requests.map(({ execute }) => execute)).toEqual(["qmp_capabilities", "slow"]);
      await session.close();
    },
  );

  test.each(Object.entries(waits))("has serverMayHaveActed true once it is sent: %s", async (_name, wait) => {
    const { session, clock } = await connected();
    const { limits, end } = limit(clock);
    const error = rejection(wait(session, limits));
    await settle();
    end();
    expect(await error).toMatchObject({ code, serverMayHaveActed: true });
    await session.close();
  });
});

test.each([
  [1, false, []],
  [2, true, ["slow", "work"]],
])(
  "a reconnect with %i calls in flight ends a wait for an event, with serverMayHaveActed %s",
  async (maxInFlight, acted, sent) => {
    const server = new ScriptedServer();
    const opening = connectPersistent({ transport: server.open, clock: server.clock, maxInFlight });
    await server.welcome();
    const session = await opening;
    void rejection(session.call("slow"));
    const error = rejection(completeCommand(session, byEvent));
    await settle();
    if (acted) expect(server.sent).toEqual(sent);
    await server.drop();
    await server.pass(200);
    await server.welcome();
    expect(await error).toMatchObject({ code: "completion-lost", serverMayHaveActed: acted });
    expect(server.sent).toEqual([]);
    await session.close();
  },
);
