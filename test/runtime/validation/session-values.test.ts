import { describe, expect, test } from "vitest";
import { ArgumentsError, ProtocolViolationError, type Validators } from "../../../runtime/index.js";
import { observe } from "../../../runtime/observe/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const issue = { path: "id", reason: "must be a string" };

/** Rejects every value that contains `bad`. */
const validators: Validators = {
  validateArguments: (_command, value) => (JSON.stringify(value ?? {}).includes("bad") ? issue : undefined),
  validateReturn: (_command, value) => (JSON.stringify(value).includes("bad") ? issue : undefined),
  validateEvent: (_event, data) => (JSON.stringify(data ?? {}).includes("bad") ? issue : undefined),
};

describe("a session with validators", () => {
  test("rejects invalid arguments without sending them", async () => {
    const { session, peer } = await connected({ validators });
    const before = peer.text;
    const error = await rejection(session.call("device_del", { id: "bad" }));
    expect(error).toBeInstanceOf(ArgumentsError);
    expect(error).toMatchObject({
      code: "arguments-invalid",
      command: "device_del",
      issue: issue,
      message: "device_del was not sent: id must be a string",
      sent: undefined,
      serverMayHaveActed: false,
    });
    expect(peer.text).toBe(before);
    const good = session.call("device_del", { id: "good" });
    await settle();
    peer.reply("device_del", { bad: "replies are not validated by default" });
    expect(await good).toHaveProperty("bad");
  });

  test("rejects a call whose reply is invalid, if both directions are validated", async () => {
    const { session, peer } = await connected({ validators, validate: "both" });
    const call = rejection(session.call("query-status"));
    await settle();
    peer.reply("query-status", { status: "bad" });
    const error = await call;
    expect(error).toBeInstanceOf(ProtocolViolationError);
    expect(error).toMatchObject({
      command: "query-status",
      message: "the return value of query-status does not conform to its schema: id must be a string",
      received: { status: "bad" },
      serverMayHaveActed: true,
    });
    const next = session.call("query-status");
    await settle();
    peer.reply("query-status", { status: "good" });
    expect(await next).toEqual({ status: "good" });
  });

  test("reports an invalid event and does not deliver it", async () => {
    const problems: unknown[] = [];
    const traced: string[] = [];
    const { session, peer } = await connected({
      validators,
      validate: "both",
      observer: observe({ tracers: [{ problem: ({ code }) => traced.push(code) }] }),
      onProblem: (problem) => problems.push(problem.message),
    });
    const seen: unknown[] = [];
    await session.connectSignal("X", ({ data }) => seen.push(data));
    peer.write({ event: "X", data: { a: "bad" } }, { event: "X", data: { a: "good" } });
    await settle();
    expect(seen).toEqual([{ a: "good" }]);
    expect(problems).toEqual(["X does not conform to its schema: id must be a string"]);
    expect(traced).toEqual(["protocol-violation"]);
  });
});

test("a session without validators accepts everything", async () => {
  const { session, peer } = await connected({ validate: "both" });
  const call = session.call("anything", { bad: true });
  await settle();
  peer.reply("anything", "bad");
  expect(await call).toBe("bad");
});
