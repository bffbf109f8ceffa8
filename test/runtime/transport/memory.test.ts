import { expect, test } from "vitest";
import { type Transport, type TransportOpener } from "../../../runtime/index.js";
import { memoryPair } from "../../../runtime/testing/index.js";
import { rejection, settle } from "../support/scripted-peer.js";

interface OpenEnd {
  readonly transport: Transport;
  readonly seen: string[];
}

async function open(opener: TransportOpener): Promise<OpenEnd> {
  const seen: string[] = [];
  const sink = { data: (text: string) => seen.push(text), closed: () => seen.push("closed") };
  return { transport: await opener(sink, new AbortController().signal), seen };
}

test("one end of a memory pair receives what the other sends, in order, and then the close", async () => {
  const [left, right] = memoryPair();
  const one = await open(left);
  await one.transport.send("early");
  const other = await open(right);
  await one.transport.send("a");
  void one.transport.send("b");
  expect(other.seen).not.toContain("b");
  one.transport.close();
  one.transport.close();
  await settle();
  expect(other.seen).toEqual(["early", "a", "b", "closed"]);
  expect(one.seen).toEqual(["closed"]);
  expect(await rejection(other.transport.send("late"))).toBeInstanceOf(Error);
});
