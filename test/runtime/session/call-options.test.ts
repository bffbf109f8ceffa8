import { expect, test } from "vitest";
import type { AnyProtocol, ProtocolDescriptor } from "../../../runtime/index.js";
import { readCommands } from "../../../runtime/codegen.js";
import { defaultTimeout } from "../../../runtime/session/call-options.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const timeouts = { quick: 10, "block-commit": Infinity, "query-block": 20 };
const isRead = readCommands(["query-*", "qom-get"]);
const protocol: ProtocolDescriptor<AnyProtocol> = { name: "P", noReply: [], timeouts, isRead };

test.each([
  [undefined, "quick", 10],
  [undefined, "other", undefined],
  [undefined, "query-status", 7],
  [undefined, "qom-get", 7],
  [undefined, "qom-get-all", undefined],
  [undefined, "query-block", 20],
  [50, "quick", 10],
  [50, "other", 50],
  [50, "query-status", 7],
  [50, "block-commit", Infinity],
  [50, "toString", 50],
  [() => 70, "quick", 70],
  [() => 70, "query-status", 70],
  [() => undefined, "quick", 10],
  [() => undefined, "query-status", 7],
  [() => undefined, "other", undefined],
])("defaultTimeout() with callTimeout %o gives %s the timeout %o", (callTimeout, command, expected) => {
  expect(defaultTimeout(command, { callTimeout, readTimeout: 7, protocol })).toBe(expected);
});

test("no command is known to only read without a protocol", () => {
  const sources = { callTimeout: undefined, readTimeout: 7, protocol: undefined };
  expect(defaultTimeout("query-status", sources)).toBeUndefined();
});

test("a part of a longer wait has the other timeouts, but not that of reads", () => {
  const sources = { callTimeout: 50, readTimeout: 7, protocol };
  expect(defaultTimeout("query-status", sources, true)).toBe(50);
  expect(defaultTimeout("query-block", sources, true)).toBe(20);
});

test("a call's own timeout takes precedence over the protocol's, and Infinity sets no timer", async () => {
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
