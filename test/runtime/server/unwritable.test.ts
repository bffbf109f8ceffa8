import { describe, expect, test } from "vitest";
import type { QapiError, SignalAccessor } from "../../../runtime/index.js";
import { anyProtocol, type Caller, CommandFailure, createServer } from "../../../runtime/server/index.js";
import type { JsonObject } from "../../../runtime/json.js";
import { rejection } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

const circular: Record<string, unknown> = {};
circular["self"] = circular;

function nested(depth: number): object {
  let value = {};
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}

/** Values that JSON.stringify omits, or throws for. */
const unwritable: readonly (readonly [name: string, value: unknown])[] = [
  ["a function", () => 1],
  ["a symbol", Symbol("text")],
  ["an object whose toJSON returns undefined", { toJSON: () => undefined }],
  [
    "an object whose toJSON throws",
    {
      toJSON: () => {
        throw new Error("broken");
      },
    },
  ],
  ["a circular object", circular],
  ["an object that is nested too deeply", nested(100_000)],
];

const accessor: SignalAccessor<{ disk: string }> = { name: "disk-full", event: "DISK_FULL" };
const error = {
  errorClass: "GenericError",
  description: expect.stringContaining("cannot be written as JSON") as unknown,
};

describe.each(unwritable)("%s, which has no JSON form,", (_name, value) => {
  test("is answered with an error if a handler returns it", async () => {
    await using server = createServer(anyProtocol, { work: () => value, ping: () => "pong" });
    await using session = await connectTo(server);
    expect(await rejection(session.call("work"))).toMatchObject(error);
    expect(await session.call("ping")).toBe("pong");
  });

  test.each([
    ["value", { value }],
    ["failure", { failure: new CommandFailure("text", "Class", value as JsonObject) }],
  ])("is refused by Caller.answer as a %s, and the handler can still answer", async (_kind, reply) => {
    const thrown: unknown[] = [];
    await using server = createServer(anyProtocol, {
      work: (_args: object, caller: Caller) => {
        try {
          caller.answer(reply);
        } catch (refusal) {
          thrown.push(refusal);
        }
        return "answered";
      },
    });
    await using session = await connectTo(server);
    expect(await session.call("work")).toBe("answered");
    expect(thrown).toMatchObject([{ name: "TypeError" }]);
  });

  test("is refused as the data of an event, which no client and no listener receives", async () => {
    await using server = createServer(anyProtocol, {});
    const signal = server.signal(accessor, ({ disk }) => disk, { defaultConnection: true });
    await using session = await connectTo(server);
    const seen: unknown[] = [];
    session.subscribe({ names: undefined, deliver: ({ event }) => seen.push(event) });
    await signal.connect({ disk: "sda" }, ({ event }) => seen.push(event));
    const raises = [
      () => server.raise("E", value),
      () => signal.raise("sda", value),
      () => server.relay({ event: "E", data: value, timestamp: undefined }),
      () => server.relay({ event: "E", data: undefined, timestamp: undefined, more: value } as never),
    ];
    for (const raise of raises) expect(raise).toThrow(TypeError);
    const last = session.once("LAST");
    server.raise("LAST");
    await last;
    expect(seen).toEqual(["LAST"]);
  });

  test("is absent from the error reply if it is the content of a thrown failure", async () => {
    const problems: QapiError[] = [];
    await using server = createServer(
      anyProtocol,
      {
        work: () => {
          throw new CommandFailure("text", "Class", value as JsonObject);
        },
        ping: () => "pong",
      },
      { onProblem: (problem) => problems.push(problem) },
    );
    await using session = await connectTo(server);
    expect(await rejection(session.call("work"))).toMatchObject({
      errorClass: "Class",
      description: "text",
    });
    expect(await session.call("ping")).toBe("pong");
    expect(problems).toMatchObject([{ code: "listener-failed", command: "work" }]);
  });
});

test("a class that cannot be written as JSON becomes GenericError", async () => {
  await using server = createServer(
    anyProtocol,
    {
      work: () => {
        throw new CommandFailure("text", circular as never);
      },
    },
    { onProblem: () => undefined },
  );
  await using session = await connectTo(server);
  expect(await rejection(session.call("work"))).toMatchObject({
    errorClass: "GenericError",
    description: "text",
  });
});

test("undefined is the empty reply, and an event without data", async () => {
  await using server = createServer(anyProtocol, { work: () => undefined });
  await using session = await connectTo(server);
  expect(await session.call("work")).toEqual({});
  const event = session.once("E");
  server.raise("E", undefined);
  expect(await event).not.toHaveProperty("data");
});
