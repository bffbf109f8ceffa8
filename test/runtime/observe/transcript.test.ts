import { expect, test } from "vitest";
import { observe, type TranscriptEntry } from "../../../runtime/observe/index.js";
import {
  connect,
  type EventGap,
  type Transport,
  type TransportOpener,
  type TransportSink,
} from "../../../runtime/index.js";

/** Arguments for each member, so that a new one cannot be forgotten here. */
const sinkMembers: Record<keyof TransportSink, unknown[]> = {
  data: ["text"],
  bytes: [Uint8Array.of(0x74)],
  gap: [new Error("lost for a while")],
  closed: [new Error("reset")],
};
const transportMembers: Record<keyof Transport, unknown[]> = {
  send: ["text", [3]],
  close: [],
  pause: [],
  resume: [],
  readyDescriptors: [],
};
const sinkRequired = ["data", "closed"];
const transportRequired = ["send", "close"];

/** Creates an object whose methods record their calls. */
function recording(names: readonly string[]): { object: object; calls: unknown[] } {
  const calls: unknown[] = [];
  const methods = names.map((name) => [
    name,
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve();
    },
  ]);
  return { object: Object.fromEntries(methods) as object, calls };
}

/** Wraps a sink and a transport as the observer does. */
async function wrap(sink: object, transport: object): Promise<{ sink: object; transport: object }> {
  let wrapped: object = {};
  const opener: TransportOpener = (given) => {
    wrapped = given;
    return Promise.resolve(transport as Transport);
  };
  const observed = observe({}).opener(opener);
  return {
    transport: await observed(sink as TransportSink, new AbortController().signal),
    get sink() {
      return wrapped;
    },
  };
}

async function callEach(object: object, members: Record<string, unknown[]>): Promise<unknown[]> {
  for (const [name, args] of Object.entries(members)) {
    await (object as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args);
  }
  return Object.entries(members).map(([name, args]) => [name, ...args]);
}

test("an observed sink forwards every member of the session's sink", async () => {
  const { object, calls } = recording(Object.keys(sinkMembers));
  const { sink } = await wrap(object, recording(transportRequired).object);
  expect(calls).toEqual([]);
  const expected = await callEach(sink, sinkMembers);
  expect(calls).toEqual(expected);
});

test("an observed transport forwards every member of the transport", async () => {
  const { object, calls } = recording(Object.keys(transportMembers));
  const { transport } = await wrap(recording(sinkRequired).object, object);
  const expected = await callEach(transport, transportMembers);
  expect(calls).toEqual(expected);
});

test("an observed sink and an observed transport have no member that the originals lack", async () => {
  const { sink, transport } = await wrap(recording(sinkRequired).object, recording(transportRequired).object);
  expect(Object.keys(sink)).toEqual(sinkRequired);
  expect(Object.keys(transport)).toEqual(transportRequired);
});

test("records what a sink receives as bytes as text, also a character in two chunks", async () => {
  const entries: TranscriptEntry[] = [];
  const { object } = recording(Object.keys(sinkMembers));
  const opener: TransportOpener = (sink) => {
    sink.bytes?.(Uint8Array.of(0x22, 0xc3));
    sink.bytes?.(Uint8Array.of(0xa4, 0x22, 0x0a));
    return Promise.resolve(recording(transportRequired).object as Transport);
  };
  const observer = observe({ transcript: (entry) => entries.push(entry) });
  await observer.opener(opener)(object as TransportSink, new AbortController().signal);
  expect(entries.map(({ text }) => text).join("")).toBe('"ä"\n');
});

test("a gap of the transport reaches the listeners of an observed session", async () => {
  const gaps: EventGap[] = [];
  let sink: TransportSink | undefined;
  const opener: TransportOpener = (given) => {
    sink = given;
    given.data('{"QMP": {"version": {}, "capabilities": []}}\r\n');
    const send = (text: string): Promise<void> => {
      const { id } = JSON.parse(text) as { id: number };
      queueMicrotask(() => {
        given.data(`{"return": {}, "id": ${id}}\r\n`);
      });
      return Promise.resolve();
    };
    const close = (): void => {
      given.closed();
    };
    return Promise.resolve({ send, close });
  };
  await using session = await connect({ transport: opener, observer: observe({}) });
  await session.connectSignal("STOP", () => undefined, { onGap: (gap) => gaps.push(gap) });
  sink?.gap?.(new Error("lost for a while"));
  expect(gaps).toMatchObject([{ cause: { message: "events may have been missed: lost for a while" } }]);
});
