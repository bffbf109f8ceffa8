import { describe, expect, test } from "vitest";
import type { Completion } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { begun } from "./support.js";

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

describe("a command whose end is asked for", () => {
  test("is complete where nothing had to be done, and no event comes", async () => {
    const { completing, peer } = await begun(stop);
    peer.returns("query-status", { running: false });
    await completing;
  });

  test("is asked once where no interval is named", async () => {
    const { completing, peer, clock } = await begun(stop);
    peer.returns("query-status", { running: true });
    await settle();
    clock.advance(10_000);
    expect(peer.text.match(/query-status/g)).toHaveLength(1);
    peer.says({ event: "STOP" });
    await completing;
  });

  test("is asked as often as it says, and upon events", async () => {
    const { completing, peer, clock } = await begun(migrate, { uri: "unix:/x" });
    const asked = (): number => peer.text.match(/query-migrate/g)?.length ?? 0;
    peer.returns("query-migrate", { status: "active" });
    await settle();
    clock.advance(100);
    await settle();
    expect(asked()).toBe(2);
    // What is asked while an answer is on its way is asked again behind it.
    peer.says({ event: "MIGRATION", data: { status: "completed" } }, { event: "MIGRATION" });
    await settle();
    expect(asked()).toBe(2);
    peer.returns("query-migrate", { status: "device" });
    await settle();
    expect(asked()).toBe(3);
    peer.returns("query-migrate", { status: "completed" });
    await completing;
    clock.advance(1000);
    await settle();
    expect(asked()).toBe(3);
  });

  test("fails as the answer says, with its words", async () => {
    const { completing, peer } = await begun(migrate, { uri: "unix:/x" });
    peer.returns("query-migrate", { status: "failed", "error-desc": "no such socket" });
    expect(await rejection(completing)).toMatchObject({
      code: "completion-failed",
      reason: "no such socket",
      message: "migrate did not complete: query-migrate says so: no such socket",
    });
  });

  test("fails where the question is refused: nobody would ever know", async () => {
    const { completing, peer } = await begun(migrate, { uri: "unix:/x" });
    const { id } = peer.request("query-migrate");
    peer.says({ error: { class: "GenericError", desc: "no" }, id });
    expect(await rejection(completing)).toMatchObject({ command: "query-migrate" });
  });

  test("is lost with the machine in the middle of a question", async () => {
    const { completing, peer } = await begun(migrate, { uri: "unix:/x" });
    peer.dies();
    expect(await rejection(completing)).toMatchObject({ code: "completion-lost" });
  });
});

describe("conditions", () => {
  const about = (where: NonNullable<Completion["done"]>[number]["where"]): Completion => ({
    command: "x",
    done: [{ event: "E", ...(where === undefined ? {} : { where }) }],
  });

  async function holds(completion: Completion, data: unknown, args: object = {}): Promise<boolean> {
    const { completing, peer } = await begun(completion, args);
    peer.says({ event: "E", data });
    peer.dies();
    return completing.then(
      () => true,
      () => false,
    );
  }

  test.each<[string, Completion, unknown, object, boolean]>([
    ["nothing", about(undefined), undefined, {}, true],
    ["a member that is there", about([{ member: "error", present: true }]), { error: "x" }, {}, true],
    ["and is not", about([{ member: "error", present: true }]), {}, {}, false],
    ["a member that is missing", about([{ member: "error", present: false }]), {}, {}, true],
    ["and is not", about([{ member: "error", present: false }]), { error: 1 }, {}, false],
    [
      "a member within",
      about([{ member: "result.status", value: "done" }]),
      { result: { status: "done" } },
      {},
      true,
    ],
    ["what is inherited is no member", about([{ member: "toString", present: true }]), {}, {}, false],
    ["the first argument given", about([{ member: "d", argument: ["a", "b"] }]), { d: 2 }, { b: 2 }, true],
    ["an argument that is not given", about([{ member: "d", argument: "a" }]), {}, {}, false],
    ["a number nearly", about([{ member: "n", argument: "v", within: 4 }]), { n: 96 }, { v: 100 }, true],
    ["and not", about([{ member: "n", argument: "v", within: 3 }]), { n: 96 }, { v: 100 }, false],
    ["integers however written", about([{ member: "n", argument: "v" }]), { n: 5 }, { v: 5n }, true],
    ["text is no number", about([{ member: "n", argument: "v", within: 9 }]), { n: "5" }, { v: 5 }, false],
    [
      "two at once",
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
