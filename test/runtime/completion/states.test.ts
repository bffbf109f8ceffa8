import { describe, expect, test } from "vitest";
import type { Completion } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { replied } from "./support.js";

const stop: Completion = {
  command: "stop",
  done: [{ event: "STOP" }],
  state: { command: "query-status", done: [{ member: "running", value: false }] },
};

const migrate: Completion = {
  command: "migrate",
  state: {
    command: "query-migrate",
    done: [{ member: "status", value: "completed" }],
    failed: [{ member: "status", among: ["failed", "cancelled"] }],
    error: "error-desc",
    interval: 100,
    wake: ["MIGRATION"],
  },
  progress: { command: "query-migrate", remaining: "ram.remaining", total: "ram.total", interval: 200 },
};

describe("a command whose end a query reports", () => {
  test("is complete if the state is reached without an event", async () => {
    const { completing, peer } = await replied(stop);
    peer.reply("query-status", { running: false });
    await completing;
  });

  test("is queried once if there is no interval", async () => {
    const { completing, peer, clock } = await replied(stop);
    peer.reply("query-status", { running: true });
    await settle();
    clock.advance(10_000);
    expect(peer.text.match(/query-status/g)).toHaveLength(1);
    peer.write({ event: "STOP" });
    await completing;
  });

  test("is queried at the interval and on events", async () => {
    const { completing, peer, clock } = await replied(migrate, { uri: "unix:/x" });
    const queries = (): number => peer.text.match(/query-migrate/g)?.length ?? 0;
    peer.reply("query-migrate", { status: "active" });
    await settle();
    clock.advance(100);
    await settle();
    expect(queries()).toBe(2);
    // An event during a pending query causes another query after its reply.
    peer.write({ event: "MIGRATION", data: { status: "completed" } }, { event: "MIGRATION" });
    await settle();
    expect(queries()).toBe(2);
    peer.reply("query-migrate", { status: "device" });
    await settle();
    expect(queries()).toBe(3);
    peer.reply("query-migrate", { status: "completed" });
    await completing;
    clock.advance(1000);
    await settle();
    expect(queries()).toBe(3);
  });

  test("passes arguments of the command and constants in its queries", async () => {
    const completion: Completion = {
      command: "backup",
      state: {
        command: "query-backup",
        arguments: {
          id: { argument: ["name", "device"] },
          detailed: { value: true },
          absent: { argument: "absent" },
        },
        done: [{ member: "done", value: true }],
      },
      progress: {
        command: "query-amount",
        arguments: { of: { argument: "device" } },
        current: "done",
        total: "all",
      },
    };
    const { completing, peer } = await replied(completion, { device: "d0" });
    expect(peer.request("query-backup").arguments).toEqual({ id: "d0", detailed: true });
    const iterator = completing[Symbol.asyncIterator]();
    const first = iterator.next();
    await settle();
    expect(peer.request("query-amount").arguments).toEqual({ of: "d0" });
    peer.reply("query-amount", { done: 1, all: 2 });
    expect(await first).toEqual({ done: false, value: { current: 1, total: 2 } });
    peer.reply("query-backup", { done: true });
    await completing;
  });

  test("fails with the text of the reply", async () => {
    const { completing, peer } = await replied(migrate, { uri: "unix:/x" });
    peer.reply("query-migrate", { status: "failed", "error-desc": "no such socket" });
    expect(await rejection(completing)).toMatchObject({
      code: "completion-failed",
      reason: "no such socket",
      message: "migrate did not complete: query-migrate reports a failure: no such socket",
    });
  });

  test("fails if the server refuses the query", async () => {
    const { completing, peer } = await replied(migrate, { uri: "unix:/x" });
    const { id } = peer.request("query-migrate");
    peer.write({ error: { class: "GenericError", desc: "no" }, id });
    expect(await rejection(completing)).toMatchObject({ command: "query-migrate" });
  });

  test("is lost if the session ends during a query", async () => {
    const { completing, peer } = await replied(migrate, { uri: "unix:/x" });
    peer.disconnect();
    expect(await rejection(completing)).toMatchObject({ code: "completion-lost" });
  });
});

describe("conditions", () => {
  const about = (where: NonNullable<Completion["done"]>[number]["where"]): Completion => ({
    command: "x",
    done: [{ event: "E", ...(where === undefined ? {} : { where }) }],
  });

  async function holds(completion: Completion, data: unknown, args: object = {}): Promise<boolean> {
    const { completing, peer } = await replied(completion, args);
    peer.write({ event: "E", data });
    peer.disconnect();
    return completing.then(
      () => true,
      () => false,
    );
  }

  test.each<[string, Completion, unknown, object, boolean]>([
    ["no condition holds", about(undefined), undefined, {}, true],
    [
      "a present member matches present: true",
      about([{ member: "error", present: true }]),
      { error: "x" },
      {},
      true,
    ],
    [
      "an absent member does not match present: true",
      about([{ member: "error", present: true }]),
      {},
      {},
      false,
    ],
    ["an absent member matches present: false", about([{ member: "error", present: false }]), {}, {}, true],
    [
      "a present member does not match present: false",
      about([{ member: "error", present: false }]),
      { error: 1 },
      {},
      false,
    ],
    [
      "a dotted path leads into an object",
      about([{ member: "result.status", value: "done" }]),
      { result: { status: "done" } },
      {},
      true,
    ],
    ["an inherited property is not a member", about([{ member: "toString", present: true }]), {}, {}, false],
    [
      "the first present argument is compared",
      about([{ member: "d", argument: ["a", "b"] }]),
      { d: 2 },
      { b: 2 },
      true,
    ],
    ["an absent argument does not match", about([{ member: "d", argument: "a" }]), {}, {}, false],
    [
      "a number within the tolerance matches",
      about([{ member: "n", argument: "v", within: 4 }]),
      { n: 96 },
      { v: 100 },
      true,
    ],
    [
      "a number outside the tolerance does not match",
      about([{ member: "n", argument: "v", within: 3 }]),
      { n: 96 },
      { v: 100 },
      false,
    ],
    [
      "integers match as number and bigint",
      about([{ member: "n", argument: "v" }]),
      { n: 5 },
      { v: 5n },
      true,
    ],
    [
      "a string does not match a number",
      about([{ member: "n", argument: "v", within: 9 }]),
      { n: "5" },
      { v: 5 },
      false,
    ],
    [
      "all conditions must hold",
      about([
        { member: "a", value: 1 },
        { member: "b", value: 2 },
      ]),
      { a: 1, b: 3 },
      {},
      false,
    ],
  ])("%s", async (_name, completion, data, args, expected) => {
    expect(await holds(completion, data, args)).toBe(expected);
  });
});
