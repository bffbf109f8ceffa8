import { describe, expect, test } from "vitest";
import { connected } from "../support/scripted-peer.js";

const stamp = '{"timestamp": {"seconds": 1700000000, "microseconds": 5}, "event": ';

describe("an event without a listener", () => {
  test("is not decoded", async () => {
    const { peer, problems } = await connected();
    peer.says(`${stamp}"STOP", "data": {this is no JSON}}\r\n`);
    expect(problems).toEqual([]);
  });

  test("is decoded as soon as it has a listener, and not after that disconnects", async () => {
    const { session, peer, problems } = await connected();
    const seen: unknown[] = [];
    const broken = `${stamp}"STOP", "data": {}}}\r\n`;
    const connection = await session.connectSignal("STOP", ({ data }) => seen.push(data));
    peer.says(`${stamp}"STOP", "data": {"a": 1}}\r\n${stamp}"STOPPED", "data": {]}\r\n`);
    expect(seen).toEqual([{ a: 1 }]);
    expect(problems).toEqual([]);
    peer.says(broken);
    expect(problems).toHaveLength(1);
    await connection.disconnect();
    peer.says(broken);
    expect(problems).toHaveLength(1);
  });

  test("is not decoded for a stream of other events", async () => {
    const { session, peer, problems } = await connected();
    const stream = session.events("STOP", "RESUME");
    peer.says(
      `${stamp}"OTHER", "data": {no JSON}}\r\n${stamp}"RESUME"}\r\n${stamp}"STOP", "data": {"a": 1}}\r\n`,
    );
    expect((await stream.next()).value).toMatchObject({ event: "RESUME" });
    expect((await stream.next()).value).toMatchObject({ event: "STOP", data: { a: 1 } });
    expect(problems).toEqual([]);
  });

  test("is delivered to a stream of all events", async () => {
    const { session, peer } = await connected();
    const stream = session.events();
    peer.says(`${stamp}"A.B"}\r\n`, `${stamp}"C"}\r\n`);
    expect((await stream.next()).value).toMatchObject({ event: "A.B", timestamp: { microseconds: 5 } });
    expect((await stream.next()).value).toMatchObject({ event: "C" });
  });

  test("does not hide the events behind it", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    for (const name of ["A.B", "C"]) await session.connectSignal(name, ({ event }) => seen.push(event));
    peer.says(`${stamp}"AxB"}\r\n${stamp}"A.B"}\r\n{\r\n "event":\r\n "C"}\r\n`);
    peer.says({ event: "A.B" });
    expect(seen).toEqual(["A.B", "C", "A.B"]);
  });

  test("counts against the message limit", async () => {
    const { session, peer } = await connected({ messageLimit: 200 });
    peer.says(`${stamp}"STOP", "data": "${"x".repeat(200)}"}\r\n`);
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });

  test("is matched by its exact name", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    await session.connectSignal("(.*)+", ({ event }) => seen.push(event));
    peer.says(`${stamp}"(.*)+"}\r\n${stamp}"other"}\r\n`);
    expect(seen).toEqual(["(.*)+"]);
  });
});
