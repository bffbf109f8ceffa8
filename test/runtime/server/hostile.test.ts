import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HostileClient, HostileServer, negotiation, serveOne, sleep } from "./hostile-server.js";

let server: HostileServer;
let port = 0;
let singlePort = 0;

beforeAll(async () => {
  server = new HostileServer();
  [port, singlePort] = (await server.started).ports;
});

afterAll(() => {
  server[Symbol.dispose]();
});

/** Asserts that the process lives, and that the next client of each server is served. */
async function expectServing(): Promise<void> {
  for (const each of [port, singlePort]) await serveOne(each);
  expect(server.isAlive).toBe(true);
}

const MiB = 1024 * 1024;
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const last = '\n{"execute":"ping","id":"last"}';

/** Input that ends with a request whose answer shows that everything was read. */
const answered: readonly (readonly [name: string, input: string | Uint8Array])[] = [
  ["an id that is nested 4,200 deep", `{"execute":"ping","id":${nested(4200)}}`],
  ["an id that is nested 1,024 deep", `{"execute":"ping","id":${nested(1023)}}`],
  ["arguments that are nested 100,000 deep", `{"execute":"echo","arguments":${'{"a":'.repeat(100_000)}`],
  ["an unknown command with a deep id", `{"execute":"nope","id":${nested(1000)}}`],
  ["a deep value that is not a request", nested(1024)],
  ["64 KiB of closing brackets", "}".repeat(64 * 1024)],
  ["64 KiB of commas", ",".repeat(64 * 1024)],
  ["64 KiB of the byte 0xFF", new Uint8Array(64 * 1024).fill(0xff)],
  ["64 KiB of zeros", new Uint8Array(64 * 1024)],
  ["64 KiB of quotes", '"'.repeat(64 * 1024)],
  ["60 KiB of backslashes in a string", `"${"\\".repeat(60 * 1024)}"`],
  ["20,000 empty objects", "{}".repeat(20_000)],
  [
    "names of Object.prototype",
    '{"execute":"__proto__"}{"execute":"constructor"}{"execute":"toString","id":{"__proto__":1}}',
  ],
  ["a member __proto__", '{"execute":"echo","arguments":{"__proto__":{"toString":1}},"__proto__":1}'],
];

const capabilities = [
  nested(1000),
  '{"toString":1}',
  '[{"toString":1}]',
  `[${nested(1000)}]`,
  '["__proto__"]',
  "null",
];

const afterNegotiation: typeof answered = [
  ["an integer of 5.6 million digits", `{"execute":"ping","id":${"9".repeat(5_600_000)}}`],
  ["a number with an exponent of a million digits", `{"execute":"ping","id":1e${"9".repeat(1_000_000)}}`],
  ["a fraction of a million digits", `{"execute":"ping","id":0.${"9".repeat(1_000_000)}}`],
  ["a string of 8 MiB of escape sequences", `{"execute":"ping","x":"${"\\u00e9".repeat(1.4 * MiB)}"}`],
  ["a command with a name of 8 MiB", `{"execute":"${"x".repeat(8 * MiB)}"}`],
  ["a member with a name of 8 MiB", `{"execute":"ping","${"x".repeat(8 * MiB)}":1}`],
  ["8 MiB of opening brackets", `${"[".repeat(8 * MiB)}\u0001`],
  ["more tokens than the limit", `{"execute":"ping","x":[${"1,".repeat(MiB + 1000)}1]}`],
  ["a finder that throws", '{"execute":"disk-full-connect","arguments":{"disk":"fail"}}'],
  ["10,000 signal connections", '{"execute":"disk-full-connect","arguments":{"disk":"sda"}}'.repeat(10_000)],
  ["tags that are not strings", '{"execute":"disk-full-disconnect","arguments":{"tag":{"toString":1}}}'],
];

describe("a server lives and serves the next client after", () => {
  test.each([
    ...answered.map(([name, input]) => [`${name}, before the negotiation`, "", input] as const),
    ...answered.map(([name, input]) => [name, negotiation, input] as const),
    ...afterNegotiation.map(([name, input]) => [name, negotiation, input] as const),
    ...capabilities.map(
      (value) =>
        [
          `capabilities ${value.slice(0, 20)}`,
          "",
          `{"execute":"qmp_capabilities","arguments":{"enable":${value}}}`,
        ] as const,
    ),
  ])("%s", async (_name, start, input) => {
    using client = new HostileClient(port);
    client.write(start);
    client.write(input);
    client.write(`\u0001${last}`);
    await client.until('"id":"last"');
    expect(client.isClosed).toBe(false);
    await expectServing();
  });

  test("values of every kind that handlers throw and return, in band and out of band", async () => {
    const { thrown, returned } = await server.started;
    using client = new HostileClient(port);
    client.write(negotiation);
    let id = 0;
    for (const execute of ["execute", "exec-oob"]) {
      for (const [command, names] of [
        ["throw", thrown],
        ["reject", thrown],
        ["return", returned],
      ] as const) {
        for (const what of names) {
          client.write(JSON.stringify({ [execute]: command, arguments: { what }, id: ++id }));
          await client.until(`"id":${id}`);
          expect([command, what, client.isClosed]).toEqual([command, what, false]);
        }
      }
    }
    await expectServing();
  });

  test.each([
    [
      "a request of 1 MiB before the negotiation",
      `{"execute":"ping","id":"${"x".repeat(MiB)}"}`,
      "longer than 65536 bytes",
    ],
    [
      "an integer of 5.6 million digits before the negotiation",
      `{"execute":"ping","id":${"9".repeat(5_600_000)}}`,
      "",
    ],
    ["a request of 65 MiB", `${negotiation}{"execute":"ping","id":"${"x".repeat(65 * MiB)}"}`, ""],
    ["a request without an end", `${negotiation}{"execute":"ping","id":"${"x".repeat(65 * MiB)}`, ""],
  ])("%s, which closes the connection", async (_name, input, problem) => {
    using client = new HostileClient(port);
    await sleep(1000);
    client.write(input);
    while (!client.isClosed) await sleep(5);
    await expectServing();
    if (problem === "") return;
    const reported = server.problems.at(-1);
    expect(reported?.problem).toContain(problem);
    expect(reported?.name).toBe("ProtocolViolationError");
  });

  test("clients that reset their connection while they wait for a server of one client", async () => {
    using first = new HostileClient(singlePort);
    await first.until("QMP");
    for (const input of ["", negotiation, "x".repeat(200_000)]) {
      const waiting = Array.from({ length: 20 }, () => new HostileClient(singlePort));
      await sleep(50);
      for (const client of waiting) {
        client.write(input);
        client.reset();
      }
      await sleep(50);
    }
    first.reset();
    await expectServing();
  });

  test("clients that reset their connection at any moment", async () => {
    const request = `${negotiation}{"execute":"echo","arguments":{"x":"${"x".repeat(1000)}"}}`;
    for (let round = 0; round < 100; round++) {
      const client = new HostileClient(round % 2 === 0 ? port : singlePort, round % 3 !== 0);
      client.write(request.repeat(round % 7).slice(0, 100 * round));
      await sleep(round % 5);
      client.reset();
    }
    await expectServing();
  });
});

describe("a client that never reads", () => {
  const request = (text: string): string => text.repeat(Math.ceil((8 * MiB) / text.length));

  test.each([
    ["requests", request('{"execute":"ping"}')],
    ["out-of-band requests", request('{"exec-oob":"ping"}')],
    ["requests with long ids", request(`{"execute":"ping","id":"${"x".repeat(50_000)}"}`)],
    ["invalid requests", "}".repeat(2 * MiB)],
    ["unknown commands", request(`{"execute":"${"x".repeat(500)}"}`)],
  ])("costs a bounded amount of memory with %s", async (_name, input) => {
    await server.takePeak();
    const clients = Array.from({ length: 4 }, () => new HostileClient(port, false));
    for (const client of clients) {
      client.write(negotiation);
      client.write(input);
    }
    await sleep(1500);
    await serveOne(port);
    // A queue holds 16 MiB; each of the four clients could cause 100 MB and more without a bound.
    expect(await server.takePeak()).toBeLessThan(500 * MiB);
    for (const client of clients) client.reset();
    await expectServing();
  });
});

test("warnings are limited to one of each kind per second, with a count", async () => {
  await sleep(1000);
  const before = server.problems.length;
  for (let count = 0; count < 20; count++) {
    using client = new HostileClient(port);
    client.write("x".repeat(100_000));
    while (!client.isClosed) await sleep(1);
  }
  await sleep(1000);
  using client = new HostileClient(port);
  client.write("x".repeat(100_000));
  while (!client.isClosed) await sleep(1);
  await sleep(100);
  const reported = server.problems.slice(before);
  expect(reported.length).toBeLessThan(20);
  expect(reported.at(-1)?.problem).toMatch(/similar problems? (was|were) not reported/);
});

test("nothing but failures of the problem listener is printed", () => {
  const lines = server.stderr.split("\n").filter((line) => line !== "");
  expect(lines.filter((line) => !line.startsWith("qapi-ts: onProblem failed "))).toEqual([]);
});
