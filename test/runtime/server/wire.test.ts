import { describe, expect, test } from "vitest";
import type { ProblemListener } from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { rawClient, type RawClient } from "../support/served.js";

/** A client that sends what it likes, behind the greeting. */
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
  client.say(negotiate);
  return client;
}

/** What comes back for a text, behind the greeting and the negotiation. */
async function answers(text: string, count = 1): Promise<readonly unknown[]> {
  const client = await newClient();
  client.say(text);
  return (await client.messages(2 + count)).slice(2);
}

const generic = expect.objectContaining({ class: "GenericError" }) as unknown;
const notFound = expect.objectContaining({ class: "CommandNotFound" }) as unknown;

describe("negotiation", () => {
  test("begins with a greeting", async () => {
    const client = await newClient();
    expect((await client.messages(1))[0]).toEqual({
      QMP: { version: { qemu: { major: 0, minor: 0, micro: 0 }, package: "" }, capabilities: ["oob"] },
    });
  });

  test("comes before every other command, and once", async () => {
    const client = await newClient('{"execute": "ping", "id": 1}');
    client.say('{"execute": "qmp_capabilities", "id": 2}{"execute": "ping", "id": 3}');
    client.say('{"execute": "qmp_capabilities", "id": 4}');
    expect((await client.messages(5)).slice(1)).toEqual([
      { id: 1, error: notFound },
      { id: 2, return: {} },
      { id: 3, return: "pong" },
      { id: 4, error: notFound },
    ]);
  });

  test.each(['["signals"]', "5", "[5]"])("fails for %s, and can be tried again", async (enable) => {
    const client = await newClient(`{"execute": "qmp_capabilities", "arguments": {"enable": ${enable}}}`);
    client.say('{"execute": "qmp_capabilities"}');
    expect((await client.messages(3)).slice(1)).toEqual([{ error: generic }, { return: {} }]);
  });
});

describe("requests", () => {
  test.each(['"text"', "5", "null", "[1, {}]", '{"a": 12345678901234567890}'])(
    "the id %s comes back as it was",
    async (id) => {
      const client = await newClient();
      client.say(`{"execute": "ping", "id": ${id}}`);
      client.say(`{"execute": "nope", "id": ${id}}`);
      const [, , reply, error] = await client.messages(4);
      expect(reply).toEqual({ return: "pong", id: JSON.parse(id) as unknown });
      expect(error).toEqual({ error: notFound, id: JSON.parse(id) as unknown });
    },
  );

  test("without an id are answered without one", async () => {
    expect(await answers('{"execute": "ping"}')).toEqual([{ return: "pong" }]);
  });

  test.each([
    "[1]",
    '"execute"\n',
    '{"arguments": {}}',
    '{"execute": 5}',
    '{"execute": "ping", "arguments": []}',
    '{"execute": "ping", "argument": {}}',
    '{"exec-oob": "ping"}',
  ])("%s is answered with an error", async (text) => {
    expect(await answers(text)).toEqual([{ error: generic }]);
  });

  test("that are no JSON are answered in their turn, and nothing behind them is lost", async () => {
    expect(
      await answers('{"execute": "ping", "id": 1}{"execute": }\n{"execute": "ping", "id": 2}', 3),
    ).toEqual([{ id: 1, return: "pong" }, { error: generic }, { id: 2, return: "pong" }]);
  });

  test("begin anew behind 0xFF", async () => {
    expect(await answers('{"execute": "pi\u00ff{"execute": "ping", "id": 2}', 2)).toEqual([
      { error: generic },
      { id: 2, return: "pong" },
    ]);
  });

  test("out of band need the capability, and a command that allows it", async () => {
    const client = await newClient('{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}');
    client.say('{"exec-oob": "ping", "id": 1}{"execute": "echo", "exec-oob": "ping", "id": 3}');
    const replies = (await client.messages(4)).slice(2);
    expect(replies).toEqual([
      { id: 1, return: "pong" },
      { id: 3, error: generic },
    ]);
  });

  test("beyond the limit end the connection", async () => {
    const problems: string[] = [];
    const client = await newClient(undefined, ({ message }) => problems.push(message));
    client.say(`{"execute": "${"x".repeat(3000)}`);
    await client.closed;
    expect(problems).toEqual(["a request of more than 2000 characters"]);
  });

  test("are taken in pieces, from clients that vanish too", async () => {
    const client = await newClient();
    for (const piece of ['{"exe', 'cute": "pi', 'ng"}']) client.say(piece);
    expect((await client.messages(3))[2]).toEqual({ return: "pong" });
    client.say('{"exe');
    client.hangUp();
    await client.closed;
  });
});
