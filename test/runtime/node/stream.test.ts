import { PassThrough, Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Transport } from "../../../runtime/index.js";
import { pairOpener } from "../../../runtime/node/stream.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

interface Opened {
  readonly transport: Transport;
  readonly input: PassThrough;
  readonly seen: string[];
}

async function open(output: Writable): Promise<Opened> {
  const input = new PassThrough();
  const seen: string[] = [];
  const sink = {
    data: (chunk: string) => seen.push(chunk),
    closed: (reason?: Error) => seen.push(`closed: ${reason?.message ?? "no reason"}`),
  };
  const transport = await pairOpener(input, output)(sink, new AbortController().signal);
  return { transport, input, seen };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test("when the way out breaks, what still lies in the way in arrives", async () => {
  const output = new PassThrough();
  const { input, seen } = await open(output);
  output.destroy(new Error("EPIPE"));
  await turn();
  input.end("last words");
  await turn();
  expect(seen).toEqual(["last words", "closed: EPIPE"]);
});

test("when the way out breaks and the way in stays open, it ends all the same", async () => {
  const output = new PassThrough();
  const { input, seen } = await open(output);
  output.destroy();
  await turn();
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(seen).toEqual(["closed: no reason"]);
  expect(input.destroyed).toBe(true);
});

test("a peer that does not read cannot keep a connection from closing", async () => {
  const stuck = new Writable({ write: () => undefined });
  const { transport, seen } = await open(stuck);
  void transport.send("never");
  transport.close();
  transport.close();
  await turn();
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(seen).toEqual(["closed: no reason"]);
});

test("what was sent leaves before the end, and nobody waits for the clock", async () => {
  const output = new PassThrough();
  const { transport, seen } = await open(output);
  await transport.send("abc");
  transport.close();
  output.resume();
  await turn();
  expect(seen).toEqual(["closed: no reason"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("streams that give text instead of bytes are read too", async () => {
  const { input, seen } = await open(new PassThrough());
  input.setEncoding("utf8");
  input.write("é");
  await turn();
  expect(seen).toEqual(["é"]);
});

test("when the peer ends it, no clock keeps the program from ending", async () => {
  const { input, seen } = await open(new PassThrough());
  input.end();
  input.resume();
  await turn();
  await turn();
  expect(seen).toEqual(["closed: no reason"]);
  expect(vi.getTimerCount()).toBe(0);
});
