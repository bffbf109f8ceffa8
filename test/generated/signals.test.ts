import { describe, expect, test } from "vitest";
import { qga } from "../../generated/qga/index.js";
import {
  connectBlockIoError,
  connectDumpCompleted,
  deviceDelAndWait,
  disconnectBlockIoError,
  qmp,
  type BlockIoError,
} from "../../generated/qmp/index.js";
import { connected, rejection, settle } from "../runtime/support/scripted-peer.js";

const failure = (device: string, more: object = {}): object => ({
  event: "BLOCK_IO_ERROR",
  data: {
    ...{ device, "qom-path": `/${device}`, "node-name": `node-${device}` },
    ...{ operation: "read", action: "report", reason: "no", ...more },
  },
});

describe("the shipped functions over an ordinary event", () => {
  test("bring all of it, or what the arguments say, and no more after the end", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const note =
      (who: string) =>
      ({ data }: { readonly data: BlockIoError }): void => {
        seen.push(`${who} ${data.device}`);
      };
    const all = await connectBlockIoError(session, note("all"));
    const one = await connectBlockIoError(session, { device: "vda" }, note("vda"));
    await connectBlockIoError(session, { "node-name": "node-vdb" }, note("node"));
    await connectBlockIoError(session, { device: "vda", "node-name": "node-vdb" }, note("never"));
    await connectBlockIoError(session, {}, note("any"));
    peer.says(failure("vda"), failure("vdb"));
    expect(seen).toEqual(["all vda", "vda vda", "any vda", "all vdb", "node vdb", "any vdb"]);
    await disconnectBlockIoError(session, all);
    await disconnectBlockIoError(session, { device: "vda" }, one);
    seen.length = 0;
    peer.says(failure("vda"));
    expect(seen).toEqual(["any vda"]);
    expect(peer.text).not.toContain("block-io-error");
  });

  test("look along paths", async () => {
    const { session, peer } = await connected();
    const seen: unknown[] = [];
    await connectDumpCompleted(session, { status: "failed" }, ({ data }) => seen.push(data.error));
    const completed = (status: string, more = {}): object => ({
      event: "DUMP_COMPLETED",
      data: { result: { status, completed: 0, total: 0 }, ...more },
    });
    peer.says(completed("completed"), completed("failed", { error: "full" }));
    expect(seen).toEqual(["full"]);
  });
});

describe("a command that is waited for", () => {
  const told = (event: string, device: string): object => ({
    event,
    data: { path: `/machine/peripheral/${device}`, device },
  });

  test("is complete with the event that its annotation says", async () => {
    const { session, peer } = await connected();
    const completing = deviceDelAndWait(session, { id: "d0" });
    await settle();
    expect(peer.request("device_del").arguments).toEqual({ id: "d0" });
    peer.returns("device_del");
    peer.says(told("DEVICE_DELETED", "d1"), told("DEVICE_DELETED", "d0"));
    await completing;
  });

  test("fails with the other", async () => {
    const { session, peer } = await connected();
    const failed = rejection(deviceDelAndWait(session, { id: "d0" }));
    await settle();
    peer.returns("device_del");
    peer.says(told("DEVICE_UNPLUG_GUEST_ERROR", "d1"), told("DEVICE_UNPLUG_GUEST_ERROR", "d0"));
    expect(await failed).toMatchObject({
      name: "CompletionFailedError",
      command: "device_del",
      received: { data: { device: "d0" } },
    });
  });
});

test("the descriptors say what the annotations say of commands", () => {
  expect(qmp.timeouts).toMatchObject({ "human-monitor-command": Infinity });
  expect(qmp.base64).toMatchObject({ "query-sev-attestation-report": { arguments: ["mnonce"], returns: ["data"] } });
  expect(qga.timeouts).toMatchObject({ "guest-ping": 10_000, "guest-fsfreeze-freeze": 600_000 });
  expect(qga.timeouts).not.toHaveProperty("guest-shutdown");
  expect(qga.base64).toMatchObject({
    "guest-file-read": { returns: ["buf-b64"] },
    "guest-exec-status": { returns: ["out-data", "err-data"] },
  });
});
