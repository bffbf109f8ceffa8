import { describe, expect, test } from "vitest";
import type { ProblemListener } from "../../../runtime/observe/session-observer.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { rawClient, type RawClient } from "../support/served.js";

/** A raw client that has sent its negotiation. */
async function newClient(
  negotiate = '{"execute": "qmp_capabilities"}',
  onProblem: ProblemListener = () => undefined,
): Promise<RawClient> {
  const server = createServer(
    anyProtocol,
    { ping: () => "pong", echo: (args) => args },
    { capabilities: ["oob"], oobCommands: ["ping"], messageLimit: 2000, onProblem },
  );
  const client = await rawClient(server);
  client.write(negotiate);
  return client;
}

/** The replies to a text, without the greeting and the reply to the negotiation. */
async function repliesTo(text: string, count = 1): Promise<readonly unknown[]> {
  const client = await newClient();
  client.write(text);
  return (await client.messages(2 + count)).slice(2);
}

const generic = expect.objectContaining({ class: "GenericError" }) as unknown;
const notFound = expect.objectContaining({ class: "CommandNotFound" }) as unknown;

describe("negotiation", () => {
  test("starts with a greeting", async () => {
    const client = await newClient();
    expect((await client.messages(1))[0]).toEqual({
      QMP: { version: { qemu: { major: 0, minor: 0, micro: 0 }, package: "" }, capabilities: ["oob"] },
    });
  });

  test("precedes every other command and happens once", async () => {
    const client = await newClient('{"execute": "ping", "id": 1}');
    client.write('{"execute": "qmp_capabilities", "id": 2}{"execute": "ping", "id": 3}');
    client.write('{"execute": "qmp_capabilities", "id": 4}');
    expect((await client.messages(5)).slice(1)).toEqual([
      { id: 1, error: notFound },
      { id: 2, return: {} },
      { id: 3, return: "pong" },
      { id: 4, error: notFound },
    ]);
  });

  test.each(['["signals"]', "5", "[5]"])("fails for %s and can be repeated", async (enable) => {
    const client = await newClient(`{"execute": "qmp_capabilities", "arguments": {"enable": ${enable}}}`);
    client.write('{"execute": "qmp_capabilities"}');
    expect((await client.messages(3)).slice(1)).toEqual([{ error: generic }, { return: {} }]);
  });
});

describe("requests", () => {
  test.each(['"text"', "5", "null", "[1, {}]", '{"a": 12345678901234567890}'])(
    "returns the id %s unchanged",
    async (id) => {
      const client = await newClient();
      client.write(`{"execute": "ping", "id": ${id}}`);
      client.write(`{"execute": "nope", "id": ${id}}`);
      const [, , reply, error] = await client.messages(4);
      expect(reply).toEqual({ return: "pong", id: JSON.parse(id) as unknown });
      expect(error).toEqual({ error: notFound, id: JSON.parse(id) as unknown });
    },
  );

  test("answers a request without an id without one", async () => {
    expect(await repliesTo('{"execute": "ping"}')).toEqual([{ return: "pong" }]);
  });

  test.each([
    "[1]",
    '"execute"\n',
    '{"arguments": {}}',
    '{"execute": 5}',
    '{"execute": "ping", "arguments": []}',
    '{"execute": "ping", "argument": {}}',
    '{"exec-oob": "ping"}',
  ])("answers %s with an error", async (text) => {
    expect(await repliesTo(text)).toEqual([{ error: generic }]);
  });

  test("answers invalid JSON in order and keeps the requests after it", async () => {
    expect(
      await repliesTo('{"execute": "ping", "id": 1}{"execute": }\n{"execute": "ping", "id": 2}', 3),
    ).toEqual([{ id: 1, return: "pong" }, { error: generic }, { id: 2, return: "pong" }]);
  });

  test("starts a new request after the byte 0xFF", async () => {
    expect(await repliesTo('{"execute": "pi\u00ff{"execute": "ping", "id": 2}', 2)).toEqual([
      { error: generic },
      { id: 2, return: "pong" },
    ]);
  });

  test("executes out of band with the capability and a command that allows it", async () => {
    const client = await newClient('{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}');
    client.write('{"exec-oob": "ping", "id": 1}{"execute": "echo", "exec-oob": "ping", "id": 3}');
    const replies = (await client.messages(4)).slice(2);
    expect(replies).toEqual([
      { id: 1, return: "pong" },
      { id: 3, error: generic },
    ]);
  });

  test("closes the connection for a request beyond the limit", async () => {
    const problems: string[] = [];
    const client = await newClient(undefined, ({ message }) => problems.push(message));
    client.write(`{"execute": "${"x".repeat(3000)}`);
    await client.closed;
    expect(problems).toEqual(["client 1: a request is longer than 2000 bytes; its connection is closed"]);
  });

  test("reads a request that arrives in chunks, and ignores an incomplete one", async () => {
    const client = await newClient();
    for (const piece of ['{"exe', 'cute": "pi', 'ng"}']) client.write(piece);
    expect((await client.messages(3))[2]).toEqual({ return: "pong" });
    client.write('{"exe');
    client.close();
    await client.closed;
  });
});
