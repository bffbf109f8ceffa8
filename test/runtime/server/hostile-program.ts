/**
 * The program of a server that hostile clients attack. It prints its ports, and the warnings that no handler receives go
 * to its standard error. Imports the built package, as a user's program does.
 */
export const hostileProgram = `
import { anyProtocol, createServer } from "qapi-ts/server";

const accessor = { name: "disk-full", event: "DISK_FULL" };
const deep = (depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth));
const thrown = {
  "no prototype": Object.create(null),
  "a failing toString": { toString() { throw new Error("no"); } },
  "a failing message": Object.defineProperty(new Error("x"), "message", { get() { throw new Error("no"); } }),
  "a failing proxy": new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw new Error("no"); } }),
  "a message that is no string": Object.assign(new Error("x"), { message: Symbol("x") }),
  symbol: Symbol("x"),
  undefined: undefined,
  function: () => undefined,
};
const returned = {
  circular: () => { const circle = {}; circle.self = circle; return circle; },
  deep: () => { let value = []; for (let depth = 0; depth < 1e5; depth++) value = [value]; return value; },
  bigint: () => 2n ** 64n,
  function: () => () => undefined,
  "a failing toJSON": () => ({ toJSON() { throw Object.create(null); } }),
  "a failing getter": () => ({ get a() { throw new Error("no"); } }),
  "a failing thenable": () => ({ then() { throw Object.create(null); } }),
};

const handlers = {
  ping: () => "pong",
  echo: (args) => args,
  throw: ({ what }) => { throw thrown[what]; },
  reject: ({ what }) => Promise.reject(thrown[what]),
  return: ({ what }) => returned[what](),
};
const options = {
  capabilities: ["oob"],
  oobCommands: ["ping", "throw", "reject", "return"],
  onProblem: (problem) => {
    process.stdout.write(JSON.stringify({ problem: problem.message, name: problem.name }) + "\\n");
    throw Object.create(null);
  },
};
const servers = [createServer(anyProtocol, handlers, options), createServer(anyProtocol, handlers, { ...options, singleClient: true })];
for (const server of servers) {
  server.signal(accessor, ({ disk }) => {
    if (disk === "fail") throw Object.create(null);
    return disk;
  });
}
const listening = await Promise.all(servers.map((server) => server.listen({ port: 0 })));
let peak = 0;
setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 20);
process.on("message", () => { process.send({ peak }); peak = 0; });
process.send({ ports: listening.map(({ port }) => port), thrown: Object.keys(thrown), returned: Object.keys(returned) });
`;
