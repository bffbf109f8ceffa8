import { PassThrough, Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Transport } from "../../../runtime/index.js";
import { pairOpener } from "../../../runtime/node/stream-transport.js";

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

test("delivers the remaining input after the output fails", async () => {
  const output = new PassThrough();
  const { input, seen } = await open(output);
  output.destroy(new Error("EPIPE"));
  await turn();
  input.end("last words");
  await turn();
  expect(seen).toEqual(["last words", "closed: EPIPE"]);
});

test("ends after a second if the output fails and the input stays open", async () => {
  const output = new PassThrough();
  const { input, seen } = await open(output);
  output.destroy();
  await turn();
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(seen).toEqual(["closed: no reason"]);
  expect(input.destroyed).toBe(true);
});

test("closes after a second if the peer does not read", async () => {
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

test("writes the sent text before it closes, without waiting for the timeout", async () => {
  const output = new PassThrough();
  const { transport, seen } = await open(output);
  await transport.send("abc");
  transport.close();
  output.resume();
  await turn();
  expect(seen).toEqual(["closed: no reason"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("reads streams of text", async () => {
  const { input, seen } = await open(new PassThrough());
  input.setEncoding("utf8");
  input.write("é");
  await turn();
  expect(seen).toEqual(["é"]);
});

test("leaves no timer when the peer closes", async () => {
  const { input, seen } = await open(new PassThrough());
  input.end();
  input.resume();
  await turn();
  await turn();
  expect(seen).toEqual(["closed: no reason"]);
  expect(vi.getTimerCount()).toBe(0);
});
