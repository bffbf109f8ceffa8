import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { siteListener, type ScreenQuery } from "../../../tools/explore/site-listener.js";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

const files = new Map([
  ["/", { type: "text/html", content: Buffer.from("the page") }],
  ["/data/models.js", { type: "text/javascript", content: Buffer.from("the models") }],
]);

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

async function start(screen?: (query: ScreenQuery) => Promise<Buffer>): Promise<number> {
  const options = {
    files,
    machine: { name: "vm1", target: "unix:/run/vm1.sock" },
    token: "secret",
    ...(screen && { screen }),
  };
  server = createServer(siteListener(options));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

async function ask(
  port: number,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const asked = request({ port, host: "127.0.0.1", path, method, headers, agent: false }).end();
  const [response] = (await once(asked, "response")) as [import("node:http").IncomingMessage];
  return { status: response.statusCode, body: await text(response), headers: response.headers };
}

test("serves exactly its files, with a policy", async () => {
  const port = await start();
  const page = await ask(port, "/");
  expect(page).toMatchObject({ status: 200, body: "the page" });
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'self'; .*frame-ancestors 'none'/);
  expect(page.headers).toMatchObject({ "content-type": "text/html", "x-content-type-options": "nosniff" });
  expect(await ask(port, "/data/models.js?x=1")).toMatchObject({ status: 200, body: "the models" });
  expect(await ask(port, "/machine.json")).toMatchObject({
    status: 200,
    body: '{"name":"vm1","target":"unix:/run/vm1.sock"}',
  });
});

test("answers any other path with 404", async () => {
  const port = await start();
  const known = new Set(["/", "/data/models.js", "/machine.json", "/screen.png"]);
  const segment = fc.oneof(
    fc.constantFrom("..", ".", "%2e%2e", "data", "models.js", "etc", "passwd"),
    fc.webSegment(),
  );
  const paths = fc.array(segment).map((parts) => `/${parts.join("/")}`);
  await fc.assert(
    fc.asyncProperty(paths, async (path) => {
      const { status } = await ask(port, path);
      expect(status).toBe(known.has(path) ? 200 : 404);
    }),
    { numRuns: 50 },
  );
});

test.each(["evil.example:80", "127.0.0.1.evil.example", "localhost@evil.example"])(
  "refuses requests for the host %j",
  async (host) => {
    const port = await start();
    expect((await ask(port, "/", { headers: { host } })).status).not.toBe(200);
  },
);

test.each(["localhost", "127.0.0.1", "[::1]"])("serves the page at %s", async (host) => {
  const port = await start();
  expect((await ask(port, "/", { headers: { host: `${host}:${port}` } })).status).toBe(200);
});

test("takes only GET and HEAD", async () => {
  const port = await start();
  expect((await ask(port, "/", { method: "POST" })).status).toBe(405);
  expect(await ask(port, "/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
});

test("returns the screen to those who have the token", async () => {
  const queries: ScreenQuery[] = [];
  const port = await start(async (query) => {
    queries.push(query);
    return Buffer.from("a picture");
  });
  expect((await ask(port, "/screen.png")).status).toBe(401);
  expect((await ask(port, "/screen.png", { headers: { authorization: "Bearer other" } })).status).toBe(401);
  const headers = { authorization: "Bearer secret" };
  const answer = await ask(port, "/screen.png?device=vga0&head=1", { headers });
  expect(answer).toMatchObject({ status: 200, body: "a picture" });
  expect(answer.headers["content-type"]).toBe("image/png");
  await ask(port, "/screen.png", { headers });
  expect(queries).toEqual([{ device: "vga0", head: 1 }, {}]);
});

test("reports why there is no screen", async () => {
  const port = await start(async () => {
    throw new Error("there is no console");
  });
  const answer = await ask(port, "/screen.png", { headers: { authorization: "Bearer secret" } });
  expect(answer).toMatchObject({ status: 502, body: "there is no console\n" });
});
