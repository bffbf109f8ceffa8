import { describe, expect, test } from "vitest";
import {
  connectAccessor,
  type Session,
  type SignalAccessor,
  type SignalConnection,
} from "../../../runtime/index.js";
import {
  connectEventOrAccessor,
  disconnectAccessor,
  disconnectEvent,
  disconnectEventOrAccessor,
} from "../../../runtime/codegen.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { rejection } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

interface Arguments {
  readonly device?: string;
  readonly ids?: readonly (number | bigint)[];
}

const deleted: SignalAccessor<Arguments, unknown, "DEVICE_DELETED"> = {
  name: "device-deleted",
  event: "DEVICE_DELETED",
  match: { device: "device" },
};
const gone: SignalAccessor<Arguments, unknown, "DEVICE_DELETED"> = { ...deleted, name: "device-gone" };
const listener = (): void => undefined;

/** A session with a server that has the accessors, or that only sends the events. */
async function sessionWith(kind: "accessors" | "events only"): Promise<Session> {
  const server = createServer(anyProtocol, {});
  if (kind === "accessors") {
    server.signal(deleted, () => "object");
    server.signal(gone, () => "object");
  }
  return connectTo(server);
}

/** Calls as from JavaScript, where no compiler refuses the connection to another event. */
function untyped(connection: SignalConnection): SignalConnection<"DEVICE_DELETED"> {
  return connection;
}

describe.each(["accessors", "events only"] as const)("disconnecting at a server with %s", (kind) => {
  test.each<[string, Arguments, Arguments]>([
    ["the same", { device: "d0", ids: [1, 2] }, { device: "d0", ids: [1, 2] }],
    ["in another order", { device: "d0", ids: [1] }, { ids: [1], device: "d0" }],
    ["equal as JSON", { device: "d0", ids: [1n] }, { device: "d0", ids: [1] }],
    ["none", {}, {}],
  ])("accepts arguments that are %s", async (_, made, given) => {
    await using session = await sessionWith(kind);
    const connection = await connectEventOrAccessor(session, deleted, [made, listener]);
    await disconnectEventOrAccessor(session, deleted, [given, connection]);
    const other = await connectAccessor(session, deleted, made, listener);
    await disconnectAccessor(session, deleted, given, other);
  });

  test("accepts a connection without its arguments", async () => {
    await using session = await sessionWith(kind);
    const connection = await connectEventOrAccessor(session, deleted, [{ device: "d0" }, listener]);
    await disconnectEventOrAccessor(session, deleted, [connection]);
  });

  test.each<[string, Arguments]>([
    ["another value", { device: "d1" }],
    ["more members", { device: "d0", ids: [] }],
    ["fewer members", {}],
  ])("refuses arguments with %s", async (_, given) => {
    await using session = await sessionWith(kind);
    const connection = await connectAccessor(session, deleted, { device: "d0" }, listener);
    const error = await rejection(disconnectEventOrAccessor(session, deleted, [given, connection]));
    expect(error).toMatchObject({
      code: "connection-foreign",
      message: `the connection to DEVICE_DELETED was made with the arguments {"device":"d0"}, not ${JSON.stringify(
        given,
      )}: call the connection's own disconnect()`,
    });
    await connection.disconnect();
  });

  test("compares with the arguments at the time of the connection", async () => {
    await using session = await sessionWith(kind);
    const args = { device: "d0" };
    const connection = await connectAccessor(session, deleted, args, listener);
    args.device = "d1";
    const changed = rejection(disconnectEventOrAccessor(session, deleted, [args, connection]));
    expect(await changed).toMatchObject({ code: "connection-foreign" });
    await disconnectEventOrAccessor(session, deleted, [{ device: "d0" }, connection]);
  });

  test("refuses a connection through another accessor of the same event, or through none", async () => {
    await using session = await sessionWith(kind);
    const other = await connectAccessor(session, gone, { device: "d0" }, listener);
    const plain = await connectEventOrAccessor(session, deleted, [listener]);
    for (const connection of [other, plain]) {
      const refused = disconnectEventOrAccessor(session, deleted, [{ device: "d0" }, connection]);
      expect(await rejection(refused)).toMatchObject({
        code: "connection-foreign",
        message:
          "the connection to DEVICE_DELETED was not made through the accessor device-deleted: call the connection's own disconnect()",
      });
      await connection.disconnect();
    }
  });

  test("refuses a connection to another event, which stays connected", async () => {
    await using session = await sessionWith(kind);
    const stopped = await session.connectSignal("STOP", listener);
    const refusals = [
      disconnectEvent(session, "DEVICE_DELETED", untyped(stopped)),
      disconnectEventOrAccessor(session, deleted, [untyped(stopped)]),
      disconnectEventOrAccessor(session, deleted, [{}, untyped(stopped)]),
      disconnectAccessor(session, deleted, {}, untyped(stopped)),
    ];
    for (const refusal of refusals) {
      expect(await rejection(refusal)).toMatchObject({
        code: "connection-foreign",
        message:
          "the connection to STOP cannot be ended as one to DEVICE_DELETED: call the connection's own disconnect()",
      });
    }
    await disconnectEvent(session, "STOP", stopped);
  });

  test("refuses the connection of another session", async () => {
    await using session = await sessionWith(kind);
    await using other = await sessionWith(kind);
    const connection = await connectAccessor(session, deleted, {}, listener);
    for (const refusal of [
      disconnectEventOrAccessor(other, deleted, [connection]),
      disconnectEventOrAccessor(other, deleted, [{}, connection]),
    ]) {
      expect(await rejection(refusal)).toMatchObject({ code: "connection-foreign" });
    }
    await disconnectEventOrAccessor(session, deleted, [{}, connection]);
  });
});
