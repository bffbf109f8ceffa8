import { expect, test } from "vitest";
import { defaultMessageLimit } from "../../../runtime/framing/message-limit.js";
import { ClientSession } from "../../../runtime/session/client-session.js";
import { SessionCore } from "../../../runtime/session/core.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection } from "../support/scripted-peer.js";

test("a session whose transport does not open has ended, and says of what", async () => {
  const session = new ClientSession({
    core: (options, effects) => new SessionCore(options, effects),
    observer: undefined,
    clock: new ManualClock(),
    capabilities: [],
    defaultConnections: true,
    protocol: undefined,
    callTimeout: undefined,
    timed: false,
    supplemented: false,
    messageLimit: defaultMessageLimit,
    validators: undefined,
    validation: "sent",
    onProblem: () => undefined,
  });
  const opening = session.open(() => Promise.reject(new Error("no such bus")), 100);
  const early = rejection(session.call("query-status"));
  expect(session.state).toBe("connecting");
  expect(await rejection(opening)).toMatchObject({ code: "connect-failed" });
  expect(await early).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
  expect((await session.closed).error).toMatchObject({ code: "connect-failed" });
  expect(session.state).toBe("disconnected");
});
