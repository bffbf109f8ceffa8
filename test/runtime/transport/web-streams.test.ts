import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { Duplex } from "node:stream";
import { afterAll, describe, expect, test, vi } from "vitest";
import { connect, type QapiError } from "../../../runtime/index.js";
import { useFakeTimers, within500Ms } from "../support/fake-timers.js";
import { rejection } from "../support/scripted-peer.js";
import { createEchoServer, expectWorking } from "./support.js";

const server = createEchoServer();

afterAll(async () => {
  await server.close();
});

describe("a session over a pair of Web Streams", () => {
  async function openStreams(): Promise<{
    readable: ReadableStream<Uint8Array>;
    writable: WritableStream<Uint8Array>;
  }> {
    const { port = 0 } = await server.listen({ port: 0 });
    const socket = connectSocket(port, "127.0.0.1");
    await once(socket, "connect");
    return Duplex.toWeb(socket);
  }

  test("sends, receives and closes", async () => {
    await expectWorking(await connect(await openStreams()));
  });

  test("ends with the error of a stream that fails", async () => {
    let fail: (error: Error) => void = () => undefined;
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        fail = (error) => {
          controller.error(error);
        };
      },
    });
    const error = rejection(connect({ readable, writable: new WritableStream() }));
    fail(new Error("the tab was closed"));
    expect(await error).toMatchObject({
      code: "connect-closed",
      cause: { cause: { message: "the tab was closed" } },
    });
  });

  test.each(["fails", "is ended by the peer"])(
    "settles its calls if the writable side %s while the readable side stays open",
    async (how) => {
      useFakeTimers();
      let receive: (text: string) => void = () => undefined;
      const readable = new ReadableStream<Uint8Array>({
        start: (controller) => {
          receive = (text) => {
            controller.enqueue(new TextEncoder().encode(text));
          };
        },
      });
      let output: WritableStreamDefaultController | undefined;
      let isBroken = false;
      const writable = new WritableStream<Uint8Array>({
        start: (controller) => void (output = controller),
        write: (chunk) => {
          if (isBroken) throw new Error("broken");
          const id = /"id":(\d+)/.exec(Buffer.from(chunk).toString())?.[1] ?? "";
          if (Buffer.from(chunk).includes("qmp_capabilities")) receive(`{"return": {}, "id": ${id}}\r\n`);
        },
      });
      const connecting = connect({ readable, writable });
      receive('{"QMP": {"version": {}, "capabilities": []}}\r\n');
      const session = await connecting;
      const pending = rejection(session.call("pending"));
      await vi.advanceTimersByTimeAsync(10);
      if (how === "fails") output?.error(new Error("broken"));
      isBroken = true;
      const next = rejection(session.call("next"));
      const [end, nextError, pendingError] = await within500Ms(Promise.all([session.closed, next, pending]));
      expect(["disconnected", "outcome-unknown"]).toContain((nextError as QapiError).code);
      expect(pendingError).toMatchObject({
        code: "outcome-unknown",
        cause: { cause: { message: "broken" } },
      });
      expect(end.error).toMatchObject({ code: "disconnected" });
    },
  );

  test("closes although the peer does not read", async () => {
    let receive: (text: string) => void = () => undefined;
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        receive = (text) => {
          controller.enqueue(new TextEncoder().encode(text));
        };
      },
    });
    const writable = new WritableStream({ write: () => new Promise<void>(() => undefined) });
    const error = rejection(connect({ readable, writable, timeout: 50 }));
    receive('{"QMP": {"version": {}, "capabilities": []}}\r\n');
    expect(await error).toMatchObject({ code: "negotiation-failed" });
  });

  test("pauses reading while the queue of a stream is full, and loses no event", async () => {
    const session = await connect(await openStreams());
    const stream = session.events({ limit: 2, overflow: "pause" });
    server.raise("A", 0);
    for (let index = 1; index < 200; index++) server.raise("A", index);
    await session.call("echo");
    for (let index = 0; index < 200; index++)
      expect((await stream.next()).value).toMatchObject({ data: index });
    await session.close();
  });
});
