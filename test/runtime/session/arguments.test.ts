import { describe, expect, test } from "vitest";
import { ArgumentsError, connectOnDemand, connectPersistent, type Session } from "../../../runtime/index.js";
import { connectedAgent } from "../agent/support.js";
import { connected, greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";
import * as validators from "../../../generated/qmp/validators.js";
import { qmp } from "../../../generated/qmp/index.js";

/** Arguments whose JSON text is nested this many levels deep. */
function nested(levels: number, kind: "arrays" | "objects" = "arrays"): object {
  let value: unknown = 1;
  for (let level = 1; level < levels; level++) value = kind === "arrays" ? [value] : { a: value };
  return { x: value };
}

function circular(): object {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  return value;
}

/** Arguments whose JSON text has this many tokens: 4 around the list, and 2 for each element but the last. */
function withTokens(count: number): object {
  return { x: Array.from({ length: (count - 5) / 2 }, () => 1) };
}

const mebi = 1024 * 1024;

interface Opened {
  readonly session: Session;
  readonly peer: ScriptedPeer;
}

async function negotiated(open: (peer: ScriptedPeer) => Promise<Session>): Promise<Opened> {
  const peer = new ScriptedPeer();
  const opening = open(peer);
  await settle();
  peer.write(greeting);
  await settle();
  peer.reply("qmp_capabilities");
  return { peer, session: await opening };
}

const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  connect: () => connected(),
  "connect with validators": () => connected({ protocol: qmp, validators }),
  connectAgent: () => connectedAgent(),
  connectPersistent: () => negotiated((peer) => connectPersistent({ transport: peer.open })),
  connectOnDemand: () =>
    negotiated(async (peer) => {
      const session = connectOnDemand({ transport: peer.open });
      await session.connectSignal("STOP", () => undefined);
      return session;
    }),
};

describe.each(Object.entries(kinds))("a session of %s refuses before sending", (_name, open) => {
  test.each([
    ["1,024 levels", () => nested(1_024)],
    ["1,024 levels of objects", () => nested(1_024, "objects")],
    ["100,000 levels", () => nested(100_000)],
    ["a circular object", circular],
    ["an object whose JSON form is undefined", () => ({ toJSON: () => undefined })],
    ["a function", () => () => undefined],
    ["a string of 64 MiB", () => ({ x: "a".repeat(64 * mebi) })],
    ["2 Mi tokens", () => withTokens(2 * mebi - 11)],
    [
      "a member that throws",
      () => ({
        get x(): never {
          throw new RangeError("no");
        },
      }),
    ],
  ])("%s", async (_case, makeArguments) => {
    const { session, peer } = await open();
    const sent = peer.text;
    const error = await rejection(session.call("blockdev-add", makeArguments()));
    expect(error).toBeInstanceOf(ArgumentsError);
    expect(error).toMatchObject({ code: "arguments-invalid", serverMayHaveActed: false, sent: undefined });
    expect(error).toHaveProperty("message", expect.stringContaining("blockdev-add"));
    expect(peer.text).toBe(sent);
    expect(session.state).toBe("connected");
  });
});

describe("the last arguments that a server reads are sent", () => {
  test.each([
    ["1,023 levels", () => nested(1_023)],
    ["1,023 levels of objects", () => nested(1_023, "objects")],
    ["brackets in strings", () => ({ x: `\\"${"[".repeat(3_000)}\\"` })],
    ["many shallow members", () => ({ x: Array.from({ length: 3_000 }, () => [{}]) })],
    ["2 Mi tokens with the request", () => withTokens(2 * mebi - 13)],
    ["63 MiB", () => ({ x: "a".repeat(63 * mebi) })],
  ])("%s", async (_case, makeArguments) => {
    const { session, peer } = await connected();
    const args = makeArguments();
    const length = peer.text.length;
    session.call("command", args).catch(() => undefined);
    await settle();
    expect(peer.text.length - length).toBeGreaterThan(JSON.stringify(args).length);
  });
});

test.each([null, 0, "", false])("%j, which a program in JavaScript may pass, is refused", async (args) => {
  const { session } = await connected();
  const error = await rejection(session.call("x", args as unknown as object));
  expect(error).toBeInstanceOf(ArgumentsError);
});
