import { describe, expect, test } from "vitest";
import type { QgaSession } from "../../../generated/qga/index.js";
import {
  callWithOpenArguments,
  callWithoutReply,
  connectEventOrAccessor,
  guestExecAndWait,
} from "../../../runtime/codegen.js";
import {
  ArgumentsError,
  completeCommand,
  connect,
  connectAccessor,
  connectAgent,
  connectPersistent,
  onceSignal,
  type Session,
  type SignalAccessor,
} from "../../../runtime/index.js";
import { connected, rejection } from "../support/scripted-peer.js";

const circular: Record<string, unknown> = {};
circular["self"] = circular;

function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}

const unsendable: Readonly<Record<string, object>> = {
  circular,
  "a member that throws": {
    get member(): never {
      throw new Error("from the program");
    },
  },
  "nesting beyond the limit of a server": nested(1100),
  "nesting beyond the stack": nested(100_000),
};

const accessor: SignalAccessor = { name: "thing-event", event: "THING", match: {} };
const matched: SignalAccessor = { ...accessor, match: { member: "member" } };
const noListener = (): void => undefined;

/** Functions that return a promise and send arguments. */
const senders: Readonly<Record<string, (session: Session, args: object) => Promise<unknown>>> = {
  "session.call": (session, args) => session.call("thing", args),
  callWithoutReply: (session, args) => callWithoutReply(session, "thing", args),
  callWithOpenArguments: (session, args) => callWithOpenArguments(session, "thing", args),
  completeCommand: (session, args) => completeCommand(session, { command: "thing", done: [] }, args),
  connectAccessor: (session, args) => connectAccessor(session, accessor, args, noListener),
  "connectAccessor, matched": (session, args) => connectAccessor(session, matched, args, noListener),
  connectEventOrAccessor: (session, args) => connectEventOrAccessor(session, accessor, [args, noListener]),
  onceSignal: (session, args) => onceSignal(session, accessor, args),
};

describe("arguments that cannot be sent", () => {
  for (const [name, send] of Object.entries(senders)) {
    test.each(Object.entries(unsendable))(`reject ${name}: %s`, async (_case, args) => {
      const { session, peer } = await connected();
      const promise = send(session, args);
      const error = await rejection(promise);
      expect(error).toBeInstanceOf(ArgumentsError);
      expect(error).toMatchObject({ serverMayHaveActed: false });
      expect((error as ArgumentsError).command).toMatch(/^thing/);
      expect(peer.requests.map(({ execute }) => execute)).toEqual(["qmp_capabilities"]);
      await session.close();
    });
  }
});

const invalid = -1;

/** Functions that return a promise and take a timeout. */
const waits: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  connect: () => connect({ path: "/nothing", timeout: invalid }),
  connectPersistent: () => connectPersistent({ path: "/nothing", timeout: invalid }),
  connectAgent: () => connectAgent({ path: "/nothing", timeout: invalid }),
  "session.call": (session) => session.call("thing", {}, { timeout: invalid }),
  "session.once": (session) => session.once("THING", { timeout: invalid }),
  onceSignal: (session) => onceSignal(session, accessor, {}, { timeout: invalid }),
  completeCommand: (session) =>
    completeCommand(session, { command: "thing", done: [] }, {}, { timeout: invalid }),
  guestExecAndWait: (session) =>
    guestExecAndWait(session as unknown as QgaSession, { path: "/bin/true" }, { timeout: invalid }),
};

test.each(Object.entries(waits))("a negative timeout rejects %s", async (_name, start) => {
  const { session } = await connected();
  const error = await rejection(start(session));
  expect(error).toBeInstanceOf(RangeError);
  expect((error as Error).message).toContain("must not be negative");
  await session.close();
});
