import { expect, test } from "vitest";
import { ClientSession } from "../../../runtime/session/client-session.js";
import { SessionConfig } from "../../../runtime/session/config.js";
import { QmpProtocol } from "../../../runtime/session/qmp-protocol.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection } from "../support/scripted-peer.js";

test("ends with the error of a transport that does not open", async () => {
  const session = new ClientSession(
    new SessionConfig({ clock: new ManualClock() }),
    (config, output, events) => new QmpProtocol(config, output, events),
  );
  const opening = session.open(() => Promise.reject(new Error("no such bus")), 100);
  const early = rejection(session.call("query-status"));
  expect(session.state).toBe("connecting");
  expect(await rejection(opening)).toMatchObject({ code: "connect-failed" });
  expect(await early).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
  expect((await session.closed).error).toMatchObject({ code: "connect-failed" });
  expect(session.state).toBe("disconnected");
});
