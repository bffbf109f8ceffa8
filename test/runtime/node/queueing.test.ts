import { expect, test } from "vitest";
import { ConnectError, type Transport, type TransportOpener } from "../../../runtime/index.js";
import { queueing } from "../../../runtime/node/queueing.js";
import { rejection } from "../support/scripted-peer.js";

const transport: Transport = { send: () => Promise.resolve(), close: () => undefined };
const sink = { data: () => undefined, closed: () => undefined };

function refusing(code: string, times: number): { readonly opener: TransportOpener; attempts: number } {
  const made = {
    attempts: 0,
    opener: (): Promise<Transport> => {
      if (made.attempts++ >= times) return Promise.resolve(transport);
      const cause = Object.assign(new Error(`connect ${code}`), { code });
      return Promise.reject(new ConnectError("connect-failed", "no", { cause }));
    },
  };
  return made;
}

test("waits until there is room to wait in", async () => {
  const made = refusing("EAGAIN", 3);
  expect(await queueing(made.opener)(sink, new AbortController().signal)).toBe(transport);
  expect(made.attempts).toBe(4);
});

test("waits for nothing else, and not longer than somebody wants", async () => {
  const other = refusing("ECONNREFUSED", 1);
  expect(await rejection(queueing(other.opener)(sink, new AbortController().signal))).toMatchObject({
    cause: { code: "ECONNREFUSED" },
  });
  const controller = new AbortController();
  const full = refusing("EAGAIN", Infinity);
  const waiting = rejection(queueing(full.opener)(sink, controller.signal));
  controller.abort();
  expect(await waiting).toMatchObject({ cause: { code: "EAGAIN" } });
});
