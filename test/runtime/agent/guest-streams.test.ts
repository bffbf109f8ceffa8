import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guestReadFile, guestWriteFile, type QgaSession } from "../../../generated/qga/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { connectFake, hold, type FakeAgent } from "./fake-agent.js";

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Expects that every handle that the agent opened is closed, after pending replies. */
async function expectNoHandles(agent: FakeAgent): Promise<void> {
  await settle();
  await settle();
  expect([...agent.openHandles.keys()]).toEqual([]);
}

describe("a file of the guest", () => {
  test("has the bytes that were written, for all sizes of chunks, requests and partial writes", async () => {
    const sizes = fc.record({
      chunks: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }),
      chunkSize: fc.integer({ min: 1, max: 60 }),
      writeLimit: fc.integer({ min: 1, max: 60 }),
      typed: fc.boolean(),
      append: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ chunks, chunkSize, writeLimit, typed, append }) => {
        const { agent, session } = await connectFake({}, typed);
        agent.writeLimit = writeLimit;
        const before = Uint8Array.from([1, 2, 3]);
        agent.files.set("/f", before);
        const writer = guestWriteFile(session, "/f", { chunkSize, append }).getWriter();
        for (const chunk of chunks) await writer.write(chunk);
        await writer.close();
        const expected = Buffer.concat([...(append ? [before] : []), ...chunks]);
        expect(Buffer.from(agent.files.get("/f") ?? []).equals(expected)).toBe(true);
        const read = await readAll(guestReadFile(session, "/f", { chunkSize }));
        expect(Buffer.from(read).equals(expected)).toBe(true);
        await expectNoHandles(agent);
      }),
      { numRuns: 50 },
    );
  });

  test("is written as UTF-8 from text, and copied by pipeTo", async () => {
    const { agent, session } = await connectFake();
    const writer = guestWriteFile(session, "/a").getWriter();
    await writer.write("ü");
    await writer.close();
    await guestReadFile(session, "/a").pipeTo(guestWriteFile(session, "/b"));
    expect(Buffer.from(agent.files.get("/b") ?? []).toString("utf8")).toBe("ü");
    await expectNoHandles(agent);
  });

  test("is created empty if nothing is written, and is not opened before it is used", async () => {
    const { agent, session } = await connectFake();
    const reading = guestReadFile(session, "/empty");
    const writing = guestWriteFile(session, "/empty");
    await settle();
    expect(agent.requests).toEqual([]);
    await writing.close();
    expect(await readAll(reading)).toHaveLength(0);
    expect(agent.commands).toEqual([
      "guest-file-open",
      "guest-file-close",
      "guest-file-open",
      "guest-file-read",
      "guest-file-close",
    ]);
  });

  test.each([0, -1, 1.5, NaN, Infinity, 33 * 1024 * 1024])("chunkSize %s is refused", async (chunkSize) => {
    const { agent, session } = await connectFake();
    expect(() => guestReadFile(session, "/f", { chunkSize })).toThrow(RangeError);
    expect(() => guestWriteFile(session, "/f", { chunkSize })).toThrow(RangeError);
    expect(agent.requests).toEqual([]);
  });
});

describe("the handle of a file", () => {
  const content = new Uint8Array(100).fill(7);

  test("is closed if reading fails", async () => {
    const { agent, session } = await connectFake();
    agent.files.set("/f", content);
    agent.answers["guest-file-read"] = () => {
      throw new Error("Input/output error");
    };
    expect(await rejection(readAll(guestReadFile(session, "/f")))).toMatchObject({ code: "command-failed" });
    await expectNoHandles(agent);
    expect(agent.commands.at(-1)).toBe("guest-file-close");
  });

  test("is closed if the reader stops early", async () => {
    const { agent, session } = await connectFake();
    agent.files.set("/f", content);
    for await (const chunk of guestReadFile(session, "/f", { chunkSize: 10 })) {
      expect(chunk).toHaveLength(10);
      break;
    }
    await expectNoHandles(agent);
    expect(agent.commands).toEqual(["guest-file-open", "guest-file-read", "guest-file-close"]);
  });

  test("is closed if a write fails or accepts nothing", async () => {
    for (const answer of [
      () => {
        throw new Error("No space left on device");
      },
      () => ({ count: 0, eof: false }),
    ]) {
      const { agent, session } = await connectFake();
      agent.answers["guest-file-write"] = answer;
      const writer = guestWriteFile(session, "/f").getWriter();
      writer.closed.catch(() => undefined);
      expect(await rejection(writer.write(content))).toBeInstanceOf(Error);
      await expectNoHandles(agent);
    }
  });

  test("rejects a write of which the agent accepts nothing with the command and its reply", async () => {
    const { agent, session } = await connectFake();
    agent.answers["guest-file-write"] = () => ({ count: 0, eof: false });
    const writer = guestWriteFile(session, "/f").getWriter();
    writer.closed.catch(() => undefined);
    expect(await rejection(writer.write(content))).toMatchObject({
      command: "guest-file-write",
      message: "guest-file-write wrote no bytes",
      received: { count: 0, eof: false },
      serverMayHaveActed: true,
    });
  });

  test("is closed if the writer aborts, also during a write", async () => {
    for (const during of [false, true]) {
      const { agent, session } = await connectFake();
      const writer = guestWriteFile(session, "/f").getWriter();
      writer.closed.catch(() => undefined);
      await writer.write(content);
      if (during) agent.answers["guest-file-write"] = hold;
      const writing = during ? rejection(writer.write(content)) : undefined;
      await settle();
      const aborting = writer.abort("enough");
      await settle();
      if (during) agent.release({ count: 100, eof: false });
      await aborting;
      await writing;
      await expectNoHandles(agent);
    }
  });

  test.each(["guest-file-open", "guest-file-read"])(
    "is closed if its signal aborts during %s",
    async (command) => {
      const { agent, session } = await connectFake();
      agent.files.set("/f", content);
      const controller = new AbortController();
      const { signal } = controller;
      const reading = rejection(readAll(guestReadFile(session, "/f", { signal })));
      agent.answers[command] = hold;
      await settle();
      controller.abort("enough");
      expect(await reading).toMatchObject({ code: "call-aborted", cause: "enough" });
      expect(getEventListeners(signal, "abort")).toEqual([]);
      // The late reply of the open call has the handle.
      if (command === "guest-file-open") agent.openHandles.set(2000, { path: "/f", position: 0 });
      agent.release(command === "guest-file-open" ? 2000 : {});
      await expectNoHandles(agent);
      await session.call("guest-ping");
    },
  );

  /** Streams that wait for the agent, which hangs in the command. Each returns what waits. */
  const hangs: Readonly<
    Record<string, (agent: FakeAgent, session: QgaSession, signal: AbortSignal) => Promise<unknown>>
  > = {
    "a read at the end of the file": async (agent, session, signal) => {
      agent.files.set("/f", new Uint8Array());
      agent.answers["guest-file-close"] = hold;
      await guestReadFile(session, "/f", { signal }).getReader().read();
    },
    "a read that failed": async (agent, session, signal) => {
      agent.files.set("/f", content);
      agent.answers["guest-file-close"] = hold;
      agent.answers["guest-file-read"] = () => {
        throw new Error("broken");
      };
      await guestReadFile(session, "/f", { signal }).getReader().read();
    },
    "close() of a writer": async (agent, session, signal) => {
      const writer = guestWriteFile(session, "/f", { signal }).getWriter();
      writer.closed.catch(() => undefined);
      await writer.write(content);
      agent.answers["guest-file-close"] = hold;
      await writer.close();
    },
    "write() of a writer": async (agent, session, signal) => {
      const writer = guestWriteFile(session, "/f", { signal }).getWriter();
      writer.closed.catch(() => undefined);
      agent.answers["guest-file-write"] = hold;
      await writer.write(content);
    },
  };

  test.each(Object.entries(hangs))("does not keep %s pending after an abort", async (_name, start) => {
    const { agent, session } = await connectFake();
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = rejection(start(agent, session, signal));
    for (let turn = 0; turn < 5; turn++) await settle();
    controller.abort("enough");
    expect(await waiting).toMatchObject({ code: "call-aborted" });
    await settle();
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await session.close();
  });

  test("is closed if the open call times out and is answered later", async () => {
    const { agent, session } = await connectFake({ callTimeout: () => 20 });
    agent.answers["guest-file-open"] = hold;
    expect(await rejection(readAll(guestReadFile(session, "/f")))).toMatchObject({ code: "call-timeout" });
    agent.openHandles.set(2000, { path: "/f", position: 0 });
    agent.release(2000);
    await expectNoHandles(agent);
    expect(agent.commands).toEqual(["guest-file-open", "guest-file-close"]);
  });

  test("is closed after a transfer, no listener is left on a signal, and an aborted signal sends nothing", async () => {
    const { agent, session } = await connectFake();
    agent.files.set("/f", content);
    const { signal } = new AbortController();
    await guestReadFile(session, "/f", { signal }).pipeTo(guestWriteFile(session, "/g", { signal }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    const sent = agent.requests.length;
    const aborted = AbortSignal.abort("before");
    expect(await rejection(readAll(guestReadFile(session, "/f", { signal: aborted })))).toMatchObject({
      code: "call-aborted",
    });
    const writer = guestWriteFile(session, "/f", { signal: aborted }).getWriter();
    writer.closed.catch(() => undefined);
    expect(await rejection(writer.write(content))).toMatchObject({ code: "call-aborted" });
    expect(agent.requests.length).toBe(sent);
  });
});
