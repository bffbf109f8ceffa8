import { describe, expect, test } from "vitest";
import { watchEvents } from "../../../runtime/index.js";
import { rejection } from "../support/scripted-peer.js";
import { deleted, receiving, roundTrip, ways } from "./support.js";

describe.each(ways)("an inbox that is connected to one object, %s", (way) => {
  test("keeps, delivers and streams its events, and releases the connection when it is closed", async () => {
    await using fixture = await receiving(way);
    const { session, connections, raise } = fixture;
    const inbox = watchEvents(session, { names: [] });
    const connection = await inbox.connect(deleted, { device: "d0" });
    expect(connection.event).toBe("DEVICE_DELETED");
    const seen: string[] = [];
    inbox.callback({ names: ["DEVICE_DELETED"] }, () => seen.push("callback"));
    raise("d1");
    raise("d0");
    expect(await inbox.wait({ names: ["DEVICE_DELETED"] })).toMatchObject({ data: { device: "d0" } });
    raise("d0");
    await roundTrip(fixture);
    expect(inbox.kept).toBe(1);
    expect(seen).toEqual(["callback", "callback"]);
    inbox.close();
    await roundTrip(fixture);
    expect(connections()).toBe(0);
    expect(await connection.ended).toMatchObject({ reason: "aborted" });
  });

  test("receives no more after its connection has ended", async () => {
    await using fixture = await receiving(way);
    const { session, raise } = fixture;
    using inbox = watchEvents(session, { names: [] });
    const controller = new AbortController();
    const first = await inbox.connect(deleted, { device: "d0" });
    await inbox.connect(deleted, { device: "d1" }, { signal: controller.signal });
    await first.disconnect();
    controller.abort();
    await roundTrip(fixture);
    raise("d0");
    raise("d1");
    await roundTrip(fixture);
    expect([inbox.kept, fixture.connections()]).toEqual([0, 0]);
  });

  test("refuses to connect after its end", async () => {
    await using fixture = await receiving(way);
    const inbox = watchEvents(fixture.session, { names: [] });
    inbox.close();
    expect(await rejection(inbox.connect(deleted, { device: "d0" }))).toMatchObject({
      code: "disconnected",
      message: "cannot connect to DEVICE_DELETED: the inbox has ended",
    });
    expect(fixture.executed).toEqual([]);
  });
});

test("an inbox receives an event once if it is ordinary and the server has no accessor", async () => {
  await using fixture = await receiving("by ordinary events");
  using inbox = watchEvents(fixture.session);
  await inbox.connect(deleted, { device: "d0" });
  fixture.raise("d0");
  await roundTrip(fixture);
  expect(inbox.kept).toBe(1);
});
