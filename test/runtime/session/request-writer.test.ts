import { describe, expect, test } from "vitest";
import type { Transport } from "../../../runtime/transport/transport.js";
import { RequestWriter } from "../../../runtime/session/request-writer.js";
import { settle } from "../support/settle.js";

/** A transport whose writes are completed by the test. */
class SlowTransport implements Transport {
  readonly writes: string[] = [];
  readonly #completions: { resolve: () => void; reject: (error: Error) => void }[] = [];

  send(text: string): Promise<void> {
    this.writes.push(text);
    return new Promise((resolve, reject) => {
      this.#completions.push({ resolve, reject });
    });
  }

  /** Completes the oldest pending write. */
  completeWrite(): void {
    this.#completions.shift()?.resolve();
  }

  /** Fails the oldest pending write. */
  failWrite(): void {
    this.#completions.shift()?.reject(new Error("EPIPE"));
  }

  close(): void {
    return;
  }
}

interface Fixture {
  readonly writer: RequestWriter;
  readonly transport: SlowTransport;
}

function attached(): Fixture {
  const writer = new RequestWriter({ closed: () => undefined }, false);
  const transport = new SlowTransport();
  writer.attach(transport);
  return { writer, transport };
}

describe("a request writer", () => {
  test("joins short texts of one tick into a single write", async () => {
    const { writer, transport } = attached();
    writer.send("a");
    writer.send("b");
    expect(transport.writes).toEqual([]);
    await settle();
    writer.send("c");
    await settle();
    expect(transport.writes).toEqual(["a\nb\n", "c\n"]);
  });

  test("writes many texts of one tick in few writes, and does not wait for its end", async () => {
    const { writer, transport } = attached();
    const texts = Array.from({ length: 64 }, (_, index) => `{"execute":"query-status","id":${index}}`);
    for (const text of texts) writer.send(text);
    expect(transport.writes.length).toBeGreaterThan(1);
    expect(transport.writes.length).toBeLessThan(5);
    await settle();
    expect(transport.writes.join("")).toBe(texts.map((text) => `${text}\n`).join(""));
  });

  test("keeps texts until a transport is attached", async () => {
    const writer = new RequestWriter({ closed: () => undefined }, false);
    const transport = new SlowTransport();
    writer.send("a");
    await settle();
    writer.send("b");
    writer.attach(transport);
    expect(transport.writes).toEqual(["a\nb\n"]);
  });

  test("writes everything before it closes the transport, and nothing twice", async () => {
    const { writer, transport } = attached();
    writer.send("a");
    writer.close();
    expect(transport.writes).toEqual(["a\n"]);
    writer.close();
    await settle();
    expect(transport.writes).toEqual(["a\n"]);
  });

  test("calls back for each text when the write that contains it has completed", async () => {
    const { writer, transport } = attached();
    const written: string[] = [];
    const add = (text: string): void => {
      writer.send(text, () => written.push(text));
    };
    add("a");
    add("b");
    await settle();
    add("c");
    await settle();
    expect(written).toEqual([]);
    transport.completeWrite();
    await settle();
    expect(written).toEqual(["a", "b"]);
    transport.completeWrite();
    await settle();
    expect(written).toEqual(["a", "b", "c"]);
  });

  test("does not call back for a text whose write failed", async () => {
    const { writer, transport } = attached();
    const written: string[] = [];
    writer.send("a", () => written.push("a"));
    await settle();
    transport.failWrite();
    await settle();
    expect(written).toEqual([]);
  });
});
