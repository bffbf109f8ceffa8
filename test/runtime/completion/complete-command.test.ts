import type { CompletionPromise } from "../../../runtime/codegen.js";
import { describe, expect, test } from "vitest";
import { completeEach, type Completion, type Progress } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { replied, sent } from "./support.js";

const create: Completion = { command: "blockdev-create", job: { id: ["job-id"], dismiss: "client" } };

function collect(completing: CompletionPromise<unknown>): { seen: Progress[]; end: Promise<void> } {
  const seen: Progress[] = [];
  const iterate = async (): Promise<void> => {
    for await (const progress of completing) seen.push(progress);
  };
  const end = iterate();
  end.catch(() => undefined);
  return { seen, end };
}

describe("progress", () => {
  test("is queried from a job during iteration and ends at the total", async () => {
    const { completing, peer, clock } = await replied(create, { "job-id": "j0" });
    expect(peer.text).not.toContain("query-jobs");
    const { seen, end } = collect(completing);
    for (const current of [0, 0, 40]) {
      await settle();
      peer.reply("query-jobs", [{ id: "j0", "current-progress": current, "total-progress": 100 }]);
      await settle();
      clock.advance(500);
    }
    await settle();
    peer.write({ event: "JOB_STATUS_CHANGE", data: { id: "j0", status: "concluded" } });
    await settle();
    peer.reply("query-jobs", []);
    await end;
    expect(seen).toEqual([0, 40, 100].map((current) => ({ current, total: 100 })));
    await completing;
  });

  test("ends with the error of the command", async () => {
    const { completing, peer } = await replied(create, { "job-id": "j0" });
    const { seen, end } = collect(completing);
    peer.disconnect();
    expect(await rejection(end)).toMatchObject({ code: "completion-lost" });
    expect(seen).toEqual([]);
  });

  test("is empty if the command has no source or the query fails", async () => {
    const { completing, peer } = await replied({ command: "x", done: [{ event: "E" }] });
    const { seen, end } = collect(completing);
    await settle();
    peer.write({ event: "E" });
    await end;
    const refusing = await replied({
      command: "x",
      done: [{ event: "E" }],
      progress: { command: "query-x", current: "a", total: "b" },
    });
    const other = collect(refusing.completing);
    await settle();
    const { id } = refusing.peer.request("query-x");
    refusing.peer.write({ error: { class: "GenericError", desc: "no" }, id });
    await settle();
    refusing.peer.write({ event: "E" });
    await other.end;
    expect([seen, other.seen]).toEqual([[], []]);
  });

  const readings: Record<
    string,
    [NonNullable<Completion["progress"]>, readonly object[], readonly number[][]]
  > = {
    "a remaining amount": [
      { command: "q", remaining: "ram.remaining", total: "ram.total" },
      [{ status: "setup" }, { ram: { remaining: 30, total: 100 } }],
      [[70, 100]],
    ],
    "a target, downwards": [
      { command: "q", current: "actual", towards: "value" },
      [{ actual: 256 }, { actual: 200 }, { actual: 128 }],
      [
        [0, 128],
        [56, 128],
        [128, 128],
      ],
    ],
    "a target, upwards and away": [
      { command: "q", current: "actual", towards: "value" },
      [{ actual: 100 }, { actual: 20 }, { actual: 114n }],
      [
        [0, 28],
        [14, 28],
      ],
    ],
  };

  test.each(Object.entries(readings))("measures %s", async (_name, [progress, answers, expected]) => {
    const { completing, peer, clock } = await replied(
      { command: "x", done: [{ event: "E" }], progress },
      { value: 128 },
    );
    const { seen } = collect(completing);
    for (const answer of answers) {
      await settle();
      const text = JSON.stringify(answer, (_key, value: unknown) =>
        typeof value === "bigint" ? Number(value) : value,
      );
      peer.write(`{"return": ${text}, "id": ${String(peer.request("q").id)}}\r\n`);
      await settle();
      clock.advance(500);
    }
    await settle();
    expect(seen).toEqual(expected.map(([current, total]) => ({ current, total })));
  });

  test("may be iterated before the reply", async () => {
    const { completing, peer } = await sent(create, { "job-id": "j0" });
    const { end } = collect(completing);
    await settle();
    const { id } = peer.request("blockdev-create");
    peer.write({ error: { class: "GenericError", desc: "no" }, id });
    expect(await rejection(end)).toMatchObject({ code: "command-failed" });
  });
});

test("completeEach returns the outcome of each command, and a failure does not affect others", async () => {
  const outcomes = await completeEach(["a", "b", "c"], async (item) => {
    if (item === "b") throw new Error("stuck");
    return item.toUpperCase();
  });
  expect(outcomes).toEqual([
    { item: "a", ok: true, result: "A" },
    { item: "b", ok: false, error: new Error("stuck") },
    { item: "c", ok: true, result: "C" },
  ]);
});

test("later changes of the arguments have no effect", async () => {
  const args = { id: "a" };
  const { completing, peer } = await replied(
    { command: "device_del", done: [{ event: "DELETED", where: [{ member: "device", argument: "id" }] }] },
    args,
  );
  args.id = "b";
  peer.write({ event: "DELETED", data: { device: "a" } });
  await completing;
});

test("arguments that cannot be read reject the promise", async () => {
  const args = {
    get id(): never {
      throw new Error("no id");
    },
  };
  const { completing } = await sent({ command: "device_del", done: [{ event: "DELETED" }] }, args);
  expect(await rejection(completing)).toMatchObject({ code: "arguments-invalid" });
});
