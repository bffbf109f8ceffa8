import { expect, test } from "vitest";
import { ConnectError, type Transport, type TransportOpener } from "../../../runtime/index.js";
import { retryOnEagain } from "../../../runtime/node/socket.js";
import { rejection } from "../support/scripted-peer.js";

const transport: Transport = { send: () => Promise.resolve(), close: () => undefined };
const sink = { data: () => undefined, closed: () => undefined };

/** An opener that fails a number of times, and the number of its calls. */
function failing(code: string, times: number): { readonly opener: TransportOpener; attempts: number } {
  const result = {
    attempts: 0,
    opener: (): Promise<Transport> => {
      if (result.attempts++ >= times) return Promise.resolve(transport);
      const cause = Object.assign(new Error(`connect ${code}`), { code });
      return Promise.reject(new ConnectError("connect-failed", "no", { cause }));
    },
  };
  return result;
}

test("connects again while the listen queue is full", async () => {
  const result = failing("EAGAIN", 3);
  expect(await retryOnEagain(result.opener)(sink, new AbortController().signal)).toBe(transport);
  expect(result.attempts).toBe(4);
});

test("does not retry for another error or after an abort", async () => {
  const other = failing("ECONNREFUSED", 1);
  expect(await rejection(retryOnEagain(other.opener)(sink, new AbortController().signal))).toMatchObject({
    cause: { code: "ECONNREFUSED" },
  });
  const controller = new AbortController();
  const full = failing("EAGAIN", Infinity);
  const waiting = rejection(retryOnEagain(full.opener)(sink, controller.signal));
  controller.abort();
  expect(await waiting).toMatchObject({ cause: { code: "EAGAIN" } });
});
