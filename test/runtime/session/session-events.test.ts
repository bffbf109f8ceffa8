import { describe, expect, test } from "vitest";
import { connected } from "../support/scripted-peer.js";

const eventStart = '{"timestamp": {"seconds": 1700000000, "microseconds": 5}, "event": ';

describe("an incoming event", () => {
  test("is not decoded without a listener", async () => {
    const { peer, problems } = await connected();
    peer.write(`${eventStart}"STOP", "data": {this is not JSON}}\r\n`);
    expect(problems).toEqual([]);
  });

  test("is decoded only while it has a listener", async () => {
    const { session, peer, problems } = await connected();
    const seen: unknown[] = [];
    const malformed = `${eventStart}"STOP", "data": {}}}\r\n`;
    const connection = await session.connectSignal("STOP", ({ data }) => seen.push(data));
    peer.write(`${eventStart}"STOP", "data": {"a": 1}}\r\n${eventStart}"STOPPED", "data": {]}\r\n`);
    expect(seen).toEqual([{ a: 1 }]);
    expect(problems).toEqual([]);
    peer.write(malformed);
    expect(problems).toHaveLength(1);
    await connection.disconnect();
    peer.write(malformed);
    expect(problems).toHaveLength(1);
  });

  test("is not decoded for a stream of other events", async () => {
    const { session, peer, problems } = await connected();
    const stream = session.events("STOP", "RESUME");
    peer.write(
      `${eventStart}"OTHER", "data": {not JSON}}\r\n${eventStart}"RESUME"}\r\n${eventStart}"STOP", "data": {"a": 1}}\r\n`,
    );
    expect((await stream.next()).value).toMatchObject({ event: "RESUME" });
    expect((await stream.next()).value).toMatchObject({ event: "STOP", data: { a: 1 } });
    expect(problems).toEqual([]);
  });

  test("is delivered to a stream of all events", async () => {
    const { session, peer } = await connected();
    const stream = session.events();
    peer.write(`${eventStart}"A.B"}\r\n`, `${eventStart}"C"}\r\n`);
    expect((await stream.next()).value).toMatchObject({ event: "A.B", timestamp: { microseconds: 5 } });
    expect((await stream.next()).value).toMatchObject({ event: "C" });
  });

  test("does not affect the events after it if it has no listener", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    for (const name of ["A.B", "C"]) await session.connectSignal(name, ({ event }) => seen.push(event));
    peer.write(`${eventStart}"AxB"}\r\n${eventStart}"A.B"}\r\n{\r\n "event":\r\n "C"}\r\n`);
    peer.write({ event: "A.B" });
    expect(seen).toEqual(["A.B", "C", "A.B"]);
  });

  test("counts against the message limit if it has no listener", async () => {
    const { session, peer } = await connected({ messageLimit: 200 });
    peer.write(`${eventStart}"STOP", "data": "${"x".repeat(200)}"}\r\n`);
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });

  test("is matched by its exact name", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    await session.connectSignal("(.*)+", ({ event }) => seen.push(event));
    peer.write(`${eventStart}"(.*)+"}\r\n${eventStart}"other"}\r\n`);
    expect(seen).toEqual(["(.*)+"]);
  });
});
