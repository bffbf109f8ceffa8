import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectPersistent, OutcomeUnknownError, QapiError } from "../../runtime/index.js";
import { anyProtocol, createServer, type Server } from "../../runtime/server/index.js";
import { fail, settled, type Part } from "./part.js";

const executed = new Map<number, number>();
let next = 0;

/** Starts a server that counts what it executes, some of it slowly. */
async function start(path: string): Promise<Server> {
  const server = createServer(
    anyProtocol,
    {
      count: async (args) => {
        const { n } = args as { n: number };
        executed.set(n, (executed.get(n) ?? 0) + 1);
        if (n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, n % 4));
        return n;
      },
    },
    { onProblem: () => undefined },
  );
  await server.listen({ path });
  return server;
}

/** A persistent session whose server restarts while calls are made. What was executed is counted at the server. */
export const restartsPart: Part = {
  name: "server restarts",
  unit: "restarts",
  run: async (_index, random) => {
    const folder = mkdtempSync(join(tmpdir(), "qapi-ts-campaign-"));
    const path = join(folder, "qmp");
    let server = await start(path);
    const reconnect = { initialDelay: 1, maxDelay: 5, attempts: Infinity };
    const session = await connectPersistent({ path, reconnect, onProblem: () => undefined });
    const calls: Promise<void>[] = [];
    const call = async (n: number): Promise<void> => {
      const result = await settled(`call ${n}`, session.call("count", { n }));
      const times = executed.get(n) ?? 0;
      if (times > 1) fail(`call ${n} was executed ${times} times`);
      if ("value" in result && (times !== 1 || result.value !== n)) fail(`call ${n} was not executed`);
      if (!("error" in result)) return;
      if (!(result.error instanceof OutcomeUnknownError)) throw result.error;
      if (!(result.error instanceof QapiError) || !result.error.serverMayHaveActed) fail(`call ${n}`);
    };
    for (let round = 0; round < 3; round++) {
      for (let count = random.below(20); count >= 0; count--) calls.push(call(next++));
      if (random.below(2) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(4)));
    }
    await server.close();
    for (let count = random.below(10); count >= 0; count--) calls.push(call(next++));
    server = await start(path);
    for (let count = random.below(10); count >= 0; count--) calls.push(call(next++));
    await Promise.all(calls);
    await session.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
    executed.clear();
  },
};
