import { describe, expect, test } from "vitest";
import type { Completion } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { sent, replied, type Completable } from "./support.js";

const mirror: Completion = {
  command: "blockdev-mirror",
  job: { id: ["job-id", "device"], dismiss: "server", ready: "complete" },
};
const create: Completion = { command: "blockdev-create", job: { id: ["job-id"], dismiss: "client" } };

function reportStates({ peer }: Completable, id: string, ...states: readonly string[]): void {
  for (const status of states) peer.write({ event: "JOB_STATUS_CHANGE", data: { id, status } });
}

describe("a job", () => {
  test("is complete when its id is reported as concluded", async () => {
    const job = await replied(mirror, { device: "d0", target: "t" });
    reportStates(job, "other", "created", "concluded", "null");
    reportStates(job, "d0", "created", "running", "waiting", "pending");
    job.peer.write({ event: "BLOCK_JOB_COMPLETED", data: { device: "d0", len: 5, offset: 5 } });
    reportStates(job, "d0", "concluded", "null");
    await job.completing;
    expect(job.peer.text).not.toContain("query-jobs");
    expect(job.peer.text).not.toContain("job-dismiss");
  });

  test("is complete if it concluded before the reply", async () => {
    const job = await sent(mirror, { "job-id": "j0", device: "d0" });
    reportStates(job, "j0", "created", "running", "concluded", "null");
    await settle();
    job.peer.reply("blockdev-mirror");
    await job.completing;
  });

  test("is not confused with an earlier job of the same id", async () => {
    const job = await sent(mirror, { "job-id": "j0", device: "d0" });
    job.peer.write({ event: "BLOCK_JOB_COMPLETED", data: { device: "j0", error: "of the earlier job" } });
    reportStates(job, "j0", "aborting", "concluded", "null", "created", "running");
    await settle();
    job.peer.reply("blockdev-mirror");
    await settle();
    reportStates(job, "j0", "waiting", "pending");
    const early = await Promise.race([job.completing.then(() => "done"), settle().then(() => "waiting")]);
    expect(early).toBe("waiting");
    reportStates(job, "j0", "concluded");
    await job.completing;
  });

  test("may exist before the command", async () => {
    const complete: Completion = { command: "job-complete", job: { id: ["id"], dismiss: "server" } };
    const job = await sent(complete, { id: "j0" });
    reportStates(job, "j0", "waiting", "pending", "concluded", "null");
    await settle();
    job.peer.reply("job-complete");
    await job.completing;
  });

  test("fails with the text of its event", async () => {
    const job = await replied(mirror, { "job-id": "j0", device: "d0" });
    reportStates(job, "j0", "created", "running", "aborting");
    const data = { device: "j0", len: 5, offset: 1, error: "No space left on device" };
    job.peer.write({ event: "BLOCK_JOB_COMPLETED", data });
    reportStates(job, "j0", "concluded", "null");
    expect(await rejection(job.completing)).toMatchObject({
      code: "completion-failed",
      reason: "No space left on device",
      received: { data },
    });
  });

  test("fails if it is aborted without a text", async () => {
    const job = await replied(mirror, { "job-id": "j0", device: "d0" });
    reportStates(job, "j0", "running", "aborting", "null");
    expect(await rejection(job.completing)).toMatchObject({ code: "completion-failed", reason: undefined });
  });

  test("is queried for its error and dismissed if the server does not dismiss it", async () => {
    const job = await replied(create, { "job-id": "j0", options: {} });
    reportStates(job, "j0", "created", "running", "concluded");
    await settle();
    const failed = { id: "j0", status: "concluded", error: "exists already" };
    job.peer.reply("query-jobs", [{ id: "other" }, failed]);
    await settle();
    expect(job.peer.request("job-dismiss").arguments).toEqual({ id: "j0" });
    job.peer.reply("job-dismiss");
    reportStates(job, "j0", "null");
    expect(await rejection(job.completing)).toMatchObject({ reason: "exists already", received: failed });
  });

  test("is lost if the session ends before its conclusion was queried", async () => {
    const job = await replied(create, { "job-id": "j0" });
    reportStates(job, "j0", "created", "running", "concluded");
    await settle();
    job.peer.request("query-jobs");
    job.peer.disconnect();
    expect(await rejection(job.completing)).toMatchObject({ code: "completion-lost" });
  });

  test("is not dismissed if the caller has set auto-dismiss to false", async () => {
    const job = await replied(mirror, { "job-id": "j0", device: "d0", "auto-dismiss": false });
    reportStates(job, "j0", "running", "concluded");
    await settle();
    job.peer.reply("query-jobs", [{ id: "j0", status: "concluded" }]);
    await job.completing;
    expect(job.peer.text).not.toContain("job-dismiss");
  });

  test("is completed when it becomes ready, or completes the command", async () => {
    const job = await replied(mirror, { "job-id": "j0", device: "d0" });
    reportStates(job, "j0", "running", "ready");
    await settle();
    expect(job.peer.request("job-complete").arguments).toEqual({ id: "j0" });
    job.peer.reply("job-complete");
    reportStates(job, "j0", "waiting", "pending", "concluded", "null");
    await job.completing;
    const other = await replied(mirror, { "job-id": "j0", device: "d0" }, { whenReady: "return" });
    reportStates(other, "j0", "running", "ready");
    await other.completing;
    expect(other.peer.text).not.toContain("job-complete");
  });

  test("is not started without an id", async () => {
    const { completing, peer } = await sent(mirror, { target: "t" });
    expect(await rejection(completing)).toMatchObject({
      code: "arguments-invalid",
      message: "blockdev-mirror needs an id for its job: job-id or device",
    });
    expect(peer.text).not.toContain("blockdev-mirror");
  });
});
