import { describe, expect, test } from "vitest";
import {
  completeCommand,
  connectAccessor,
  DisconnectedError,
  type EventGap,
} from "../../../runtime/index.js";
import { interruptible } from "../support/interrupted.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const restored = true;
const cause = new DisconnectedError("connection reset");
const accessor = { name: "disk-full", event: "DISK_FULL" };
const raised = (tag: string, number: number): object => ({ event: "DISK_FULL", data: { number }, tag });

describe("an accessor connection of a session that has reconnected", () => {
  async function listening() {
    const { session: inner, peer } = await connected();
    const { session, interrupt } = interruptible(inner);
    const [seen, gaps]: [unknown[], EventGap[]] = [[], []];
    const onGap = (gap: EventGap): void => {
      gaps.push(gap);
    };
    const connecting = connectAccessor(session, accessor, {}, ({ data }) => seen.push(data), { onGap });
    await settle();
    peer.reply("disk-full-connect", "t1");
    return { connection: await connecting, peer, interrupt, seen, gaps };
  }

  test("connects again, gets another tag and reports the gap", async () => {
    const { connection, peer, interrupt, seen, gaps } = await listening();
    interrupt({ cause, restored });
    await settle();
    peer.write(raised("t1", 1), raised("t2", 2));
    peer.reply("disk-full-connect", "t2");
    peer.write(raised("t2", 3));
    await settle();
    expect([seen, gaps]).toEqual([[{ number: 2 }, { number: 3 }], [{ cause, restored }]]);
    expect(connection.tag).toBe("t2");
    const ending = connection.disconnect();
    await settle();
    expect(peer.request("disk-full-disconnect").arguments).toEqual({ tag: "t2" });
    peer.reply("disk-full-disconnect");
    await ending;
  });

  test("ends if the server refuses, and reports the error as the cause of the gap", async () => {
    const { peer, interrupt, seen, gaps } = await listening();
    interrupt({ cause, restored });
    await settle();
    const { id } = peer.request("disk-full-connect");
    peer.write({ error: { class: "DeviceNotFound", desc: "no disk" }, id }, raised("t1", 1));
    await settle();
    expect([seen, gaps]).toMatchObject([[], [{ cause: { errorClass: "DeviceNotFound" }, restored: false }]]);
  });

  test("disconnects with the new tag if it is disconnected while it connects again", async () => {
    const { connection, peer, interrupt, gaps } = await listening();
    interrupt({ cause, restored });
    const ending = connection.disconnect();
    await settle();
    peer.reply("disk-full-connect", "t2");
    await settle();
    expect(peer.request("disk-full-disconnect").arguments).toEqual({ tag: "t2" });
    peer.reply("disk-full-disconnect");
    await ending;
    interrupt({ cause, restored });
    await settle();
    expect(peer.text.match(/disk-full-connect/g)).toHaveLength(2);
    expect(gaps).toEqual([]);
  });
});

describe("a completion of a session that has reconnected", () => {
  test("is lost if only an event can report the end", async () => {
    const { session: inner, peer } = await connected();
    const { session, interrupt } = interruptible(inner);
    const completing = rejection(completeCommand(session, { command: "x", done: [{ event: "E" }] }));
    await settle();
    peer.reply("x");
    await settle();
    interrupt({ cause, restored });
    expect(await completing).toMatchObject({ code: "completion-lost", cause });
  });

  test("continues if the state can be queried", async () => {
    const { session: inner, peer } = await connected();
    const { session, interrupt } = interruptible(inner);
    const state = { command: "query-x", done: [{ member: "is", value: "done" }] };
    const completing = completeCommand(session, { command: "x", done: [{ event: "E" }], state });
    await settle();
    peer.reply("x");
    await settle();
    peer.reply("query-x", { is: "busy" });
    await settle();
    interrupt({ cause, restored });
    await settle();
    peer.reply("query-x", { is: "done" });
    await completing;
  });
});
