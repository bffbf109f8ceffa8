import { expect, test } from "vitest";
import type { AnyProtocol, ProtocolDescriptor } from "../../../runtime/index.js";
import { defaultTimeout } from "../../../runtime/session/call-options.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const timeouts = { quick: 10, "block-commit": Infinity };

test.each([
  [undefined, "quick", 10],
  [undefined, "other", undefined],
  [50, "quick", 10],
  [50, "other", 50],
  [50, "block-commit", Infinity],
  [50, "toString", 50],
  [() => 70, "quick", 70],
  [() => undefined, "quick", 10],
])("defaultTimeout() with callTimeout %o gives %s the timeout %o", (callTimeout, command, expected) => {
  expect(defaultTimeout(command, callTimeout, timeouts)).toBe(expected);
});

test("a call's own timeout takes precedence over the protocol's, and Infinity sets no timer", async () => {
  const protocol: ProtocolDescriptor<AnyProtocol> = { name: "P", noReply: [], timeouts };
  const { session, clock } = await connected({ protocol });
  const quick = rejection(session.call("quick"));
  const withOwnTimeout = rejection(session.call("quick", undefined, { timeout: 30 }));
  void rejection(session.call("block-commit"));
  await settle();
  expect(clock.pending).toBe(2);
  clock.advance(10);
  expect(await quick).toMatchObject({
    code: "call-timeout",
    message: expect.stringContaining("10 ms") as string,
  });
  expect(clock.pending).toBe(1);
  clock.advance(20);
  expect(await withOwnTimeout).toMatchObject({ code: "call-timeout" });
});
