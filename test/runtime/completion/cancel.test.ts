import { describe, expect, test } from "vitest";
import type { Completion, CompletionOptions } from "../../../runtime/index.js";
import { completeCommand } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";
import { replied, sent, type Completable } from "./support.js";

const migrate: Completion = {
  command: "migrate",
  done: [{ event: "MIGRATED" }],
  cancel: { command: "migrate_cancel" },
};

const commands = ({ peer }: Completable): (string | undefined)[] =>
  peer.requests.map(({ execute }) => execute).filter((command) => command !== "qmp_capabilities");

/** Ends the wait by an abort or a timeout. */
const ends = [
  {
    how: "an abort",
    code: "completion-aborted",
    message: "the wait for migrate was aborted",
    options: (signal: AbortSignal): CompletionOptions => ({ signal }),
    end: (controller: AbortController): void => {
      controller.abort("enough");
    },
  },
  {
    how: "a timeout",
    code: "completion-timeout",
    message: "migrate did not complete within 100 ms",
    options: (): CompletionOptions => ({ timeout: 100 }),
    end: (_: AbortController, { clock }: Completable): void => {
      clock.advance(100);
    },
  },
];

describe.each(ends)("a completion with `cancel` that ends by $how", ({ code, message, options, end }) => {
  const begin = async (
    start: typeof sent,
    completion = migrate,
    args: object = {},
    more: CompletionOptions = { cancel: true },
  ): Promise<Completable & { finish: () => void }> => {
    const controller = new AbortController();
    const completable = await start(completion, args, { ...options(controller.signal), ...more });
    return {
      ...completable,
      finish: () => {
        end(controller, completable);
      },
    };
  };

  test.each([
    ["answered", replied],
    ["sent but not answered", sent],
  ])("sends the cancelling command after a command that is %s, and rejects at once", async (_, start) => {
    const completable = await begin(start);
    completable.finish();
    expect(await rejection(completable.completing)).toMatchObject({
      code,
      message: `${message}; migrate_cancel was sent`,
      cancelSent: true,
      serverMayHaveActed: true,
    });
    expect(commands(completable)).toEqual(["migrate", "migrate_cancel"]);
  });

  test("sends nothing without the option", async () => {
    const completable = await begin(replied, migrate, {}, {});
    completable.finish();
    expect(await rejection(completable.completing)).toMatchObject({ code, message, cancelSent: false });
    await settle();
    expect(commands(completable)).toEqual(["migrate"]);
  });

  test("reports a refusal of the cancelling command as a problem, and nothing if it succeeds", async () => {
    const refused = await begin(replied);
    refused.finish();
    await rejection(refused.completing);
    const { id } = refused.peer.request("migrate_cancel");
    refused.peer.write({ error: { class: "GenericError", desc: "no migration" }, id });
    await settle();
    expect(refused.problems).toMatchObject([{ code: "command-failed", command: "migrate_cancel" }]);
    const accepted = await begin(replied);
    accepted.finish();
    await rejection(accepted.completing);
    accepted.peer.reply("migrate_cancel");
    await settle();
    expect(accepted.problems).toEqual([]);
  });

  test("passes arguments of the command and constants", async () => {
    const cancel = {
      command: "stop-backup",
      arguments: { id: { argument: ["name", "device"] }, force: { value: true }, note: { argument: "gone" } },
    };
    const completable = await begin(replied, { ...migrate, cancel }, { device: "d0" });
    completable.finish();
    await rejection(completable.completing);
    expect(completable.peer.request("stop-backup").arguments).toEqual({ id: "d0", force: true });
  });

  test.each([
    [{ "job-id": "j0", device: "d0" }, "j0"],
    [{ device: "d0" }, "d0"],
  ])("cancels the job of %o", async (args, id) => {
    const backup: Completion = { command: "backup", job: { id: ["job-id", "device"], dismiss: "server" } };
    const completable = await begin(replied, backup, args);
    completable.finish();
    expect(await rejection(completable.completing)).toMatchObject({ cancelSent: true });
    expect(completable.peer.request("job-cancel").arguments).toEqual({ id });
  });

  const create: Completion = { command: "blockdev-create", job: { id: ["job-id"], dismiss: "client" } };

  /** The job's states in the replies to query-jobs after `job-cancel`; undefined if the job does not exist. */
  const jobs: readonly (readonly [name: string, isRefused: boolean, states: (string | undefined)[]])[] = [
    ["that ends because it is cancelled", false, ["running", "aborting", "concluded"]],
    ["that has ended before it is cancelled, which is refused", true, ["concluded"]],
    ["that fails before it is cancelled, which is refused", true, ["aborting", "concluded"]],
  ];

  test.each(jobs)("dismisses a job that the server keeps, %s", async (_name, isRefused, states) => {
    const completable = await begin(replied, create, { "job-id": "j0" });
    completable.finish();
    expect(await rejection(completable.completing)).toMatchObject({ code, cancelSent: true });
    const { peer, clock, problems } = completable;
    const { id } = peer.request("job-cancel");
    peer.write(
      isRefused ? { error: { class: "GenericError", desc: "wrong state" }, id } : { return: {}, id },
    );
    await settle();
    peer.reply("query-jobs", []);
    for (const status of states) {
      await settle();
      expect(peer.text).not.toContain("job-dismiss");
      peer.reply("query-jobs", [{ id: "other" }, { id: "j0", status }]);
      peer.write({ event: "JOB_STATUS_CHANGE", data: { id: "j0", status } });
    }
    await settle();
    expect(peer.request("job-dismiss").arguments).toEqual({ id: "j0" });
    peer.reply("job-dismiss");
    await settle();
    expect(problems).toHaveLength(isRefused ? 1 : 0);
    expect(clock.pending).toBe(0);
  });

  test("dismisses no job that does not exist any more", async () => {
    const completable = await begin(replied, create, { "job-id": "j0" });
    completable.finish();
    await rejection(completable.completing);
    const { peer, clock } = completable;
    peer.reply("job-cancel");
    await settle();
    peer.reply("query-jobs", []);
    await settle();
    peer.reply("query-jobs", []);
    await settle();
    expect(commands(completable)).toEqual(["blockdev-create", "job-cancel", "query-jobs", "query-jobs"]);
    expect(clock.pending).toBe(0);
  });

  test("leaves no timer, and does not send a second command", async () => {
    const completable = await begin(replied);
    completable.finish();
    await rejection(completable.completing);
    completable.finish();
    completable.peer.write({ event: "MIGRATED" });
    await settle();
    expect(completable.clock.pending).toBe(0);
    expect(commands(completable)).toEqual(["migrate", "migrate_cancel"]);
  });

  test("does not cancel a command that was still queued", async () => {
    const { session, peer, clock } = await connected();
    // With the capability `oob`, a session sends at most 8 commands at once.
    const earlier = Array.from({ length: 8 }, () => session.call("query-status"));
    const controller = new AbortController();
    const completing = completeCommand(
      session,
      migrate,
      {},
      { clock, cancel: true, ...options(controller.signal) },
    );
    await settle();
    end(controller, { session, peer, clock, problems: [], completing });
    expect(await rejection(completing)).toMatchObject({ code, message, cancelSent: false });
    for (const { id } of peer.requests.filter(({ execute }) => execute === "query-status")) {
      peer.write({ return: {}, id });
    }
    await Promise.all(earlier);
    await settle();
    expect(peer.text).not.toContain("migrate");
  });
});

describe("a completion with `cancel`", () => {
  test("sends no cancelling command if it completes", async () => {
    const completable = await replied(migrate, {}, { cancel: true, timeout: 100 });
    completable.peer.write({ event: "MIGRATED" });
    await completable.completing;
    completable.clock.advance(1000);
    await settle();
    expect(commands(completable)).toEqual(["migrate"]);
    expect(completable.clock.pending).toBe(0);
  });

  test("sends nothing if its signal is already aborted", async () => {
    const completable = await sent(migrate, {}, { cancel: true, signal: AbortSignal.abort() });
    expect(await rejection(completable.completing)).toMatchObject({
      code: "completion-aborted",
      cancelSent: false,
      serverMayHaveActed: false,
    });
    expect(commands(completable)).toEqual([]);
  });

  test("is refused before anything is sent if the command cannot be cancelled", async () => {
    const completable = await sent({ command: "stop", done: [{ event: "STOP" }] }, {}, { cancel: true });
    expect(await rejection(completable.completing)).toMatchObject({
      code: "arguments-invalid",
      message: "stop cannot be cancelled: remove the option 'cancel'",
      serverMayHaveActed: false,
    });
    expect(commands(completable)).toEqual([]);
  });

  test("cancels after the fallback of `forced` has also timed out", async () => {
    const completion: Completion = { ...migrate, forced: { command: "migrate-pause", timeout: 50 } };
    const completable = await replied(completion, {}, { cancel: true, forced: true, timeout: 100 });
    completable.clock.advance(100);
    await settle();
    completable.peer.reply("migrate-pause");
    completable.clock.advance(50);
    expect(await rejection(completable.completing)).toMatchObject({
      message: "migrate did not complete within 50 ms after migrate-pause; migrate_cancel was sent",
      cancelSent: true,
    });
    expect(commands(completable)).toEqual(["migrate", "migrate-pause", "migrate_cancel"]);
  });

  test("rejects with the loss of the session, over which nothing can be cancelled", async () => {
    const completable = await replied(migrate, {}, { cancel: true, timeout: 100 });
    completable.peer.disconnect();
    expect(await rejection(completable.completing)).toMatchObject({ code: "completion-lost" });
    expect(commands(completable)).toEqual(["migrate"]);
  });
});
