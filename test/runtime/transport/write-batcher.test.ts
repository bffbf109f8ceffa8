import { describe, expect, test } from "vitest";
import type { Transport } from "../../../runtime/transport/transport.js";
import { WriteBatcher } from "../../../runtime/transport/write-batcher.js";
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
  readonly batcher: WriteBatcher;
  readonly transport: SlowTransport;
}

function attached(): Fixture {
  const batcher = new WriteBatcher();
  const transport = new SlowTransport();
  batcher.attach(transport);
  return { batcher, transport };
}

describe("a write batcher", () => {
  test("joins short texts of one tick into a single write", async () => {
    const { batcher, transport } = attached();
    batcher.add("a");
    batcher.add("b");
    expect(transport.writes).toEqual([]);
    await settle();
    batcher.add("c");
    await settle();
    expect(transport.writes).toEqual(["ab", "c"]);
  });

  test("writes many texts of one tick in few writes, and does not wait for its end", async () => {
    const { batcher, transport } = attached();
    const texts = Array.from({ length: 64 }, (_, index) => `{"execute":"query-status","id":${index}}`);
    for (const text of texts) batcher.add(text);
    expect(transport.writes.length).toBeGreaterThan(1);
    expect(transport.writes.length).toBeLessThan(5);
    await settle();
    expect(transport.writes.join("")).toBe(texts.join(""));
  });

  test("keeps texts until a transport is attached", async () => {
    const batcher = new WriteBatcher();
    const transport = new SlowTransport();
    batcher.add("a");
    await settle();
    batcher.add("b");
    batcher.attach(transport);
    expect(transport.writes).toEqual(["ab"]);
  });

  test("writes immediately on flush(), and writes nothing twice", async () => {
    const { batcher, transport } = attached();
    batcher.add("a");
    batcher.flush();
    expect(transport.writes).toEqual(["a"]);
    batcher.flush();
    await settle();
    expect(transport.writes).toEqual(["a"]);
  });

  test("calls back for each text when the write that contains it has completed", async () => {
    const { batcher, transport } = attached();
    const written: string[] = [];
    const add = (text: string): void => {
      batcher.add(text, () => written.push(text));
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
    const { batcher, transport } = attached();
    const written: string[] = [];
    batcher.add("a", () => written.push("a"));
    await settle();
    transport.failWrite();
    await settle();
    expect(written).toEqual([]);
  });
});
