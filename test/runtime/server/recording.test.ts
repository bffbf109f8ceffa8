import { expect, test } from "vitest";
import { anyProtocol, CommandFailure, createServer } from "../../../runtime/server/index.js";
import { rejection } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

const refuse = (): never => {
  throw new CommandFailure("no such disk", "DeviceNotFound");
};

test("records commands, replies and events", async () => {
  const handlers = { "query-name": () => ({ name: "vm" }), device_del: refuse };
  await using server = createServer(anyProtocol, handlers, { record: true });
  await using session = await connectTo(server);
  await session.call("query-name");
  await rejection(session.call("device_del", { id: "d0" }));
  server.raise("STOP", { now: true });
  expect(server.recording.commands.slice(1)).toEqual([
    { client: 1, command: "query-name", arguments: {}, oob: false, return: { name: "vm" } },
    {
      client: 1,
      command: "device_del",
      arguments: { id: "d0" },
      oob: false,
      error: { class: "DeviceNotFound", desc: "no such disk" },
    },
  ]);
  expect(server.recording.events).toEqual([{ client: 1, event: "STOP", data: { now: true } }]);
  server.recording.clear();
  expect(server.recording.events).toEqual([]);
  await using other = await connectTo(server);
  await other.call("query-name");
  expect(server.recording.commands.map(({ client, command }) => [client, command])).toEqual([
    [2, "qmp_capabilities"],
    [2, "query-name"],
  ]);
});

test("records nothing by default", async () => {
  await using server = createServer(anyProtocol, { "query-name": () => ({}) });
  await using session = await connectTo(server);
  await session.call("query-name");
  server.raise("STOP");
  expect([server.recording.commands, server.recording.events]).toEqual([[], []]);
});

test("validates arguments after the command is found and before its handler runs", async () => {
  const seen: object[] = [];
  const validators = {
    validateArguments: (_command: string, value: unknown) =>
      JSON.stringify(value).includes("bad") ? { path: "id", reason: "must be a string" } : undefined,
  };
  await using server = createServer(anyProtocol, { del: (args) => void seen.push(args) }, { validators });
  await using session = await connectTo(server);
  expect(await rejection(session.call("del", { id: "bad" }))).toMatchObject({
    errorClass: "GenericError",
    description: "the argument 'id' must be a string",
  });
  expect(await rejection(session.call("nope", { id: "bad" }))).toMatchObject({
    errorClass: "CommandNotFound",
  });
  await session.call("del", { id: "good" });
  expect(seen).toEqual([{ id: "good" }]);
});
