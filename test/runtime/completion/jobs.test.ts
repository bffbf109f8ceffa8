import { describe, expect, test } from "vitest";
import type { Completion } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { begin, begun, type Completable } from "./support.js";

const mirror: Completion = {
  command: "blockdev-mirror",
  job: { id: ["job-id", "device"], dismiss: "server", ready: "complete" },
};
const create: Completion = { command: "blockdev-create", job: { id: ["job-id"], dismiss: "client" } };

function goesThrough({ peer }: Completable, id: string, ...states: readonly string[]): void {
  for (const status of states) peer.says({ event: "JOB_STATUS_CHANGE", data: { id, status } });
}

describe("a job", () => {
  test("is complete when it is concluded, by the name that it has got", async () => {
    const job = await begun(mirror, { device: "d0", target: "t" });
    goesThrough(job, "other", "created", "concluded", "null");
    goesThrough(job, "d0", "created", "running", "waiting", "pending");
    job.peer.says({ event: "BLOCK_JOB_COMPLETED", data: { device: "d0", len: 5, offset: 5 } });
    goesThrough(job, "d0", "concluded", "null");
    await job.completing;
    expect(job.peer.text).not.toContain("query-jobs");
    expect(job.peer.text).not.toContain("job-dismiss");
  });

  test("that was over before the command was answered is complete", async () => {
    const job = await begin(mirror, { "job-id": "j0", device: "d0" });
    goesThrough(job, "j0", "created", "running", "concluded", "null");
    await settle();
    job.peer.returns("blockdev-mirror");
    await job.completing;
  });

  test("is not taken for one of the same name that ended just before", async () => {
    const job = await begin(mirror, { "job-id": "j0", device: "d0" });
    job.peer.says({ event: "BLOCK_JOB_COMPLETED", data: { device: "j0", error: "the other's" } });
    goesThrough(job, "j0", "aborting", "concluded", "null", "created", "running");
    await settle();
    job.peer.returns("blockdev-mirror");
    await settle();
    goesThrough(job, "j0", "waiting", "pending");
    const early = await Promise.race([job.completing.then(() => "done"), settle().then(() => "waiting")]);
    expect(early).toBe("waiting");
    goesThrough(job, "j0", "concluded");
    await job.completing;
  });

  test("that is there already is followed from where it is", async () => {
    const complete: Completion = { command: "job-complete", job: { id: ["id"], dismiss: "server" } };
    const job = await begin(complete, { id: "j0" });
    goesThrough(job, "j0", "waiting", "pending", "concluded", "null");
    await settle();
    job.peer.returns("job-complete");
    await job.completing;
  });

  test("fails with the words of its event", async () => {
    const job = await begun(mirror, { "job-id": "j0", device: "d0" });
    goesThrough(job, "j0", "created", "running", "aborting");
    const data = { device: "j0", len: 5, offset: 1, error: "No space left on device" };
    job.peer.says({ event: "BLOCK_JOB_COMPLETED", data });
    goesThrough(job, "j0", "concluded", "null");
    expect(await rejection(job.completing)).toMatchObject({
      code: "completion-failed",
      reason: "No space left on device",
      received: { data },
    });
  });

  test("that is aborted without words fails too", async () => {
    const job = await begun(mirror, { "job-id": "j0", device: "d0" });
    goesThrough(job, "j0", "running", "aborting", "null");
    expect(await rejection(job.completing)).toMatchObject({ code: "completion-failed", reason: undefined });
  });

  test("is asked for its error, and removed, where the server does not", async () => {
    const job = await begun(create, { "job-id": "j0", options: {} });
    goesThrough(job, "j0", "created", "running", "concluded");
    await settle();
    const mine = { id: "j0", status: "concluded", error: "exists already" };
    job.peer.returns("query-jobs", [{ id: "other" }, mine]);
    await settle();
    expect(job.peer.request("job-dismiss").arguments).toEqual({ id: "j0" });
    job.peer.returns("job-dismiss");
    goesThrough(job, "j0", "null");
    expect(await rejection(job.completing)).toMatchObject({ reason: "exists already", received: mine });
  });

  test("whose conclusion nobody can ask for any more is lost, not done", async () => {
    const job = await begun(create, { "job-id": "j0" });
    goesThrough(job, "j0", "created", "running", "concluded");
    await settle();
    job.peer.request("query-jobs");
    job.peer.dies();
    expect(await rejection(job.completing)).toMatchObject({ code: "completion-lost" });
  });

  test("is left to the caller who turned off its removal", async () => {
    const job = await begun(mirror, { "job-id": "j0", device: "d0", "auto-dismiss": false });
    goesThrough(job, "j0", "running", "concluded");
    await settle();
    job.peer.returns("query-jobs", [{ id: "j0", status: "concluded" }]);
    await job.completing;
    expect(job.peer.text).not.toContain("job-dismiss");
  });

  test("that becomes ready is told to complete, or is as good as complete", async () => {
    const job = await begun(mirror, { "job-id": "j0", device: "d0" });
    goesThrough(job, "j0", "running", "ready");
    await settle();
    expect(job.peer.request("job-complete").arguments).toEqual({ id: "j0" });
    job.peer.returns("job-complete");
    goesThrough(job, "j0", "waiting", "pending", "concluded", "null");
    await job.completing;
    const other = await begun(mirror, { "job-id": "j0", device: "d0" }, { whenReady: "return" });
    goesThrough(other, "j0", "running", "ready");
    await other.completing;
    expect(other.peer.text).not.toContain("job-complete");
  });

  test("without a name is not begun", async () => {
    const { completing, peer } = await begin(mirror, { target: "t" });
    expect(await rejection(completing)).toMatchObject({
      code: "arguments-invalid",
      message: "blockdev-mirror needs a name for its job: job-id or device",
    });
    expect(peer.text).not.toContain("blockdev-mirror");
  });
});
