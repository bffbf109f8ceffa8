import { describe, expect, test } from "vitest";
import { connect } from "qapi-ts";
import { anyProtocol, createServer } from "qapi-ts/server";
import { ManualClock, memoryTransport, parseTranscript, replayTranscript } from "qapi-ts/testing";

const server = createServer(anyProtocol, {
  "query-status": () => ({ status: "running" }),
  never: () => new Promise(() => undefined),
});

describe("memoryTransport", () => {
  test("connects a session to a server in the same program", async () => {
    await using session = await connect({ transport: memoryTransport(server) });
    expect(await session.call("query-status")).toEqual({ status: "running" });
    const stopped = session.once("STOP");
    server.raise("STOP");
    expect((await stopped).event).toBe("STOP");
  });

  test("can be opened several times, for several clients", async () => {
    const transport = memoryTransport(server);
    await using first = await connect({ transport });
    await first.close();
    await using second = await connect({ transport });
    expect(await second.call("query-status")).toEqual({ status: "running" });
  });
});

describe("ManualClock", () => {
  test("fires the timeout of a call when the test advances it", async () => {
    const clock = new ManualClock();
    await using session = await connect({ transport: memoryTransport(server), clock });
    const call = session.call("never", undefined, { timeout: 60_000 });
    clock.advance(59_999);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    await expect(call).rejects.toMatchObject({ code: "call-timeout" });
    expect([clock.now, clock.pending]).toEqual([60_000, 0]);
  });

  test("fires timers in order, including those started by others", () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    const note = (name: string) => () => void fired.push(`${name} at ${clock.now}`);
    clock.after(20, note("second"));
    clock.after(10, () => {
      note("first")();
      clock.after(5, note("nested"));
      clock.after(100, note("late"));
    });
    const cancel = clock.after(15, note("cancelled"));
    cancel();
    clock.advance(50);
    expect(fired).toEqual(["first at 10", "nested at 15", "second at 20"]);
    expect([clock.now, clock.pending]).toEqual([50, 1]);
  });
});

describe("replayTranscript", () => {
  const lines = [
    { from: "server", text: '{"QMP": {"version": {}, "capabilities": []}}\r\n', at: 0 },
    { from: "client", text: '{"execute":"qmp_capabilities","id":0}', at: 1 },
    { from: "server", text: '{"return":{},"id":0}\r\n', at: 2 },
    { from: "client", text: '{"execute":"query-name","id":1}', at: 3 },
    { from: "server", text: '{"return":{"name":"vm"},"id":1}\r\n', at: 4 },
  ];
  const transcript = lines.map((line) => JSON.stringify(line)).join("\n");

  test("answers a session from a stored transcript", async () => {
    await using session = await connect({ transport: replayTranscript(parseTranscript(transcript)) });
    expect(await session.call("query-name")).toEqual({ name: "vm" });
  });
});
