import { existsSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  connect,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  createEventHub,
  watchEvents,
} from "../../runtime/index.js";
import { acceptSessions, launch, type LaunchOptions } from "../../runtime/node/index.js";
import type { SessionSettings } from "../../runtime/session/session-options.js";
import { anyProtocol, createServer } from "../../runtime/server/index.js";
import { ManualClock } from "../../runtime/testing/index.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { connected, rejection, ScriptedPeer } from "./support/scripted-peer.js";

const invalid: readonly (readonly [value: unknown, error: string])[] = [
  [-1, "RangeError"],
  [NaN, "RangeError"],
  ["5", "TypeError"],
  [null, "TypeError"],
];

const sessionOptions = ["timeout", "callTimeout", "readTimeout", "messageLimit", "maxInFlight"];

/** Functions that open or start something, and fail the test if they do. */
const starts: Readonly<Record<string, (options: SessionSettings) => unknown>> = {
  connect: (options) => connect({ transport: unopened, ...options }),
  connectAgent: (options) => connectAgent({ transport: unopened, ...options }),
  connectPersistent: (options) => connectPersistent({ transport: unopened, ...options }),
  connectOnDemand: (options) => connectOnDemand({ transport: unopened, ...options }),
  acceptSessions: (options) => acceptSessions({ port: 0, ...options }, () => undefined),
};

function unopened(): never {
  throw new Error("the transport was opened");
}

describe.each(Object.entries(starts))("%s refuses, before it opens anything,", (_name, start) => {
  test.each(sessionOptions)("an invalid %s", async (option) => {
    for (const [value, name] of invalid) {
      expect(await rejection(attempt(() => start({ [option]: value })))).toHaveProperty("name", name);
    }
  });
});

describe("launch", () => {
  /** A program that leaves a file if it is started. */
  function program(): { readonly options: LaunchOptions; readonly file: string } {
    const file = join(temporaryFolder(), "started");
    return { options: { binary: "touch", args: [file], monitor: () => [], killTimeout: 1_000 }, file };
  }

  test.each([...sessionOptions, "killTimeout"])("starts no process with an invalid %s", async (option) => {
    const { options, file } = program();
    for (const [value, name] of invalid) {
      expect(await rejection(launch({ ...options, [option]: value }))).toHaveProperty("name", name);
    }
    expect(existsSync(file)).toBe(false);
  });

  test("starts no process with a signal that is already aborted", async () => {
    const { options, file } = program();
    const error = await rejection(launch({ ...options, signal: AbortSignal.abort("reason") }));
    expect(error).toMatchObject({
      code: "launch-failed",
      message: "touch did not start: connecting was aborted",
      cause: { code: "connect-aborted", cause: "reason" },
    });
    expect(existsSync(file)).toBe(false);
  });

  test("starts the process otherwise", async () => {
    const { options, file } = program();
    expect(await rejection(launch(options))).toMatchObject({ code: "launch-failed" });
    expect(existsSync(file)).toBe(true);
  });
});

test("acceptSessions with invalid options does not listen", async () => {
  const path = join(temporaryFolder(), "socket");
  await rejection(acceptSessions({ path, timeout: -1 }, () => undefined));
  const client = createConnection(path);
  expect(await new Promise((resolve) => client.once("error", resolve))).toMatchObject({ code: "ENOENT" });
});

/** Limits that are checked when an object is created with them. */
const limits: readonly (readonly [name: string, create: (value: never) => unknown])[] = [
  ["messageLimit of createServer", (messageLimit) => createServer(anyProtocol, {}, { messageLimit })],
  ["queueLimit of createServer", (queueLimit) => createServer(anyProtocol, {}, { queueLimit })],
  [
    "signalConnectionLimit of createServer",
    (signalConnectionLimit) => createServer(anyProtocol, {}, { signalConnectionLimit }),
  ],
  ["limit of createEventHub", (limit) => createEventHub({ limit })],
  ["sizeLimit of createEventHub", (sizeLimit) => createEventHub({ sizeLimit })],
  ...["attempts", "initialDelay", "maxDelay", "stableAfter"].map(
    (option): readonly [string, (value: never) => unknown] => [
      `${option} of connectOnDemand`,
      (value) => connectOnDemand({ transport: unopened, reconnect: { [option]: value } }),
    ],
  ),
  ["the time of ManualClock.advance", (time) => new ManualClock().advance(time)],
];

test.each(limits)("an invalid %s is refused", (_name, create) => {
  for (const [value, name] of invalid) {
    expect(() => create(value as never)).toThrow(expect.objectContaining({ name }));
  }
});

test.each(["limit", "sizeLimit"])("an invalid %s of a stream or inbox is refused", async (option) => {
  const { session } = await connected();
  for (const [value, name] of invalid) {
    const options = { [option]: value };
    expect(() => session.events(options)).toThrow(expect.objectContaining({ name }));
    expect(() => watchEvents(session, options)).toThrow(expect.objectContaining({ name }));
  }
  await session.close();
});

test("a limit may be 0 or Infinity", async () => {
  for (const limit of [0, Infinity]) {
    createServer(anyProtocol, {}, { messageLimit: limit, queueLimit: limit, signalConnectionLimit: limit });
    createEventHub({ limit, sizeLimit: limit });
    new ManualClock().advance(limit);
  }
  const peer = new ScriptedPeer();
  const attempt = connect({ transport: peer.open, timeout: 0, messageLimit: Infinity });
  expect(await rejection(attempt)).toHaveProperty("code", "connect-occupied");
});

/** Turns what a function throws into a rejection, for functions that return a session. */
async function attempt(start: () => unknown): Promise<unknown> {
  return await start();
}
