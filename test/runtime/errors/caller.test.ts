import { expect, test } from "vitest";
import {
  completeCommand,
  connect,
  connectAccessor,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  QapiError,
  watchEvents,
} from "../../../runtime/index.js";
import { ConnectError } from "../../../runtime/errors/index.js";
import { nameCaller } from "../../../runtime/errors/base.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";

/** Settles what a case awaits, after it was started. */
type Trigger = (fixture: Fixture) => void;

interface Case {
  readonly start: (fixture: Fixture) => Promise<unknown>;
  readonly trigger?: Trigger;
}

const die: Trigger = ({ peer }) => {
  peer.disconnect();
};
const wait: Trigger = ({ clock }) => {
  clock.advance(10);
};
const unreachable = {
  transport: () => Promise.reject(new ConnectError("connect-refused", "connection refused")),
  reconnect: { attempts: 1 },
};
const completion = { command: "x", done: [{ event: "E" }] };
const accessor = { name: "disk-full", event: "DISK_FULL" };

const cases: Readonly<Record<string, Case>> = {
  "call, when the server refuses it": {
    start: ({ session }) => session.call("x"),
    trigger: ({ peer }) => {
      peer.write({ error: { class: "GenericError", desc: "no" }, id: peer.request("x").id });
    },
  },
  "call, when the session is lost": { start: ({ session }) => session.call("x"), trigger: die },
  "call, after the timeout": {
    start: ({ session }) => session.call("x", undefined, { timeout: 10 }),
    trigger: wait,
  },
  "call, when it is aborted": {
    start: ({ session }) => session.call("x", undefined, { signal: AbortSignal.abort() }),
  },
  "call, with arguments that are not JSON": {
    start: ({ session }) => {
      const circular: Record<string, unknown> = {};
      circular["self"] = circular;
      return session.call("x", circular);
    },
  },
  connect: { start: () => connect(unreachable) },
  connectAgent: { start: () => connectAgent(unreachable) },
  "connectSignal, when the session has ended": {
    start: async ({ session }) => {
      await session.close();
      await session.connectSignal("STOP", () => undefined);
    },
  },
  "once, when the session is lost": { start: ({ session }) => session.once("STOP"), trigger: die },
  "once, after the timeout": { start: ({ session }) => session.once("STOP", { timeout: 10 }), trigger: wait },
  "the wait of an inbox, when the session is lost": {
    start: ({ session }) => watchEvents(session).wait(),
    trigger: die,
  },
  "the wait of an inbox, after the timeout": {
    start: ({ session, clock }) => watchEvents(session, { clock }).wait({ timeout: 10 }),
    trigger: wait,
  },
  "completeCommand, when the session is lost": {
    start: ({ session }) => completeCommand(session, completion),
    trigger: die,
  },
  "completeCommand, after the timeout": {
    start: ({ session, clock }) => completeCommand(session, completion, {}, { clock, timeout: 10 }),
    trigger: wait,
  },
  "connectAccessor, when the session is lost": {
    start: ({ session }) => connectAccessor(session, accessor, {}, () => undefined),
    trigger: die,
  },
  connectPersistent: { start: () => connectPersistent(unreachable) },
  "a call of an on-demand session": { start: () => connectOnDemand(unreachable).call("x") },
  "once of an on-demand session": { start: () => connectOnDemand(unreachable).once("STOP") },
  "connectSignal of an on-demand session": {
    start: () => connectOnDemand(unreachable).connectSignal("STOP", () => undefined),
  },
};

test.each(Object.entries(cases))("the stack of %s names the caller", async (_name, { start, trigger }) => {
  const fixture = await connected();
  async function caller(): Promise<void> {
    await start(fixture);
  }
  const rejected = rejection(caller());
  await settle();
  trigger?.(fixture);
  const error = await rejected;
  expect(error).toBeInstanceOf(QapiError);
  expect((error as QapiError).stack).toMatch(/at (async )?caller \(.*caller\.test\.ts/);
});

test("the stack of two waits for the same event names each caller", async () => {
  const { session, peer } = await connected();
  const inbox = watchEvents(session);
  async function first(): Promise<void> {
    await inbox.wait();
  }
  async function second(): Promise<void> {
    await inbox.wait();
  }
  const both = Promise.all([rejection(first()), rejection(second())]);
  peer.disconnect();
  const stacks = (await both).map((error) => (error as Error).stack);
  expect(stacks).toEqual([
    expect.stringMatching(/at (async )?first /),
    expect.stringMatching(/at (async )?second /),
  ]);
});

test("an error of the program keeps its stack", async () => {
  const error = new TypeError("of a condition");
  const { stack } = error;
  expect(await rejection(nameCaller(Promise.reject(error)))).toBe(error);
  expect(error.stack).toBe(stack);
});
