import { describe, expect, test } from "vitest";
import { qga } from "../../generated/qga/index.js";
import {
  connectBlockIoError,
  connectDumpCompleted,
  deviceDelAndWait,
  disconnectBlockIoError,
  qmp,
  type BlockIoError,
  type QmpProtocol,
} from "../../generated/qmp/index.js";
import { connected, rejection, settle } from "../runtime/support/scripted-peer.js";

const ioError = (device: string, more: object = {}): object => ({
  event: "BLOCK_IO_ERROR",
  data: {
    device, "qom-path": `/${device}`, "node-name": `node-${device}`,
    operation: "read", action: "report", reason: "no", ...more,
  },
});

describe("the signal functions of an ordinary event", () => {
  test("deliver the events that match the arguments until they are disconnected", async () => {
    const { session, peer } = await connected<QmpProtocol>();
    const seen: string[] = [];
    const record =
      (name: string) =>
      ({ data }: { readonly data: BlockIoError }): void => {
        seen.push(`${name} ${data.device}`);
      };
    const all = await connectBlockIoError(session, record("all"));
    const one = await connectBlockIoError(session, { device: "vda" }, record("vda"));
    await connectBlockIoError(session, { "node-name": "node-vdb" }, record("node"));
    await connectBlockIoError(session, { device: "vda", "node-name": "node-vdb" }, record("never"));
    await connectBlockIoError(session, {}, record("any"));
    peer.write(ioError("vda"), ioError("vdb"));
    expect(seen).toEqual(["all vda", "vda vda", "any vda", "all vdb", "node vdb", "any vdb"]);
    await disconnectBlockIoError(session, all);
    await disconnectBlockIoError(session, { device: "vda" }, one);
    seen.length = 0;
    peer.write(ioError("vda"));
    expect(seen).toEqual(["any vda"]);
    expect(peer.text).not.toContain("block-io-error");
  });

  test("match arguments with nested members", async () => {
    const { session, peer } = await connected<QmpProtocol>();
    const seen: unknown[] = [];
    await connectDumpCompleted(session, { status: "failed" }, ({ data }) => seen.push(data.error));
    const completed = (status: string, more = {}): object => ({
      event: "DUMP_COMPLETED",
      data: { result: { status, completed: 0, total: 0 }, ...more },
    });
    peer.write(completed("completed"), completed("failed", { error: "full" }));
    expect(seen).toEqual(["full"]);
  });
});

describe("a function that waits for completion", () => {
  const deviceEvent = (event: string, device: string): object => ({
    event,
    data: { path: `/machine/peripheral/${device}`, device },
  });

  test("is fulfilled by the completion event of its annotation", async () => {
    const { session, peer } = await connected<QmpProtocol>();
    const completing = deviceDelAndWait(session, { id: "d0" });
    await settle();
    expect(peer.request("device_del").arguments).toEqual({ id: "d0" });
    peer.reply("device_del");
    peer.write(deviceEvent("DEVICE_DELETED", "d1"), deviceEvent("DEVICE_DELETED", "d0"));
    await completing;
  });

  test("is rejected by the failure event of its annotation", async () => {
    const { session, peer } = await connected<QmpProtocol>();
    const failed = rejection(deviceDelAndWait(session, { id: "d0" }));
    await settle();
    peer.reply("device_del");
    peer.write(deviceEvent("DEVICE_UNPLUG_GUEST_ERROR", "d1"), deviceEvent("DEVICE_UNPLUG_GUEST_ERROR", "d0"));
    expect(await failed).toMatchObject({
      name: "CompletionFailedError",
      command: "device_del",
      received: { data: { device: "d0" } },
    });
  });
});

test("the protocol descriptors contain the annotations of commands", () => {
  expect(qmp.timeouts).toMatchObject({ "human-monitor-command": Infinity });
  const report = { mnonce: Uint8Array.of(1), id: 5 };
  expect(qmp.base64?.encodeArguments("query-sev-attestation-report", report)).toEqual({ mnonce: "AQ==", id: 5 });
  expect(qmp.base64?.decodeReturn("query-sev-attestation-report", { data: "AQ==" })).toEqual({
    data: Uint8Array.of(1),
  });
  expect(qga.timeouts).toMatchObject({ "guest-ping": 10_000, "guest-fsfreeze-freeze": 600_000 });
  expect(qga.timeouts).not.toHaveProperty("guest-shutdown");
  expect(qga.base64?.returnsBytes("guest-file-read")).toBe(true);
  expect(qga.base64?.decodeReturn("guest-exec-status", { "out-data": "AQ==" })).toEqual({
    "out-data": Uint8Array.of(1),
  });
});
