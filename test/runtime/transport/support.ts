import { expect } from "vitest";
import type { Session } from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server } from "../../../runtime/server/index.js";

/** Creates a server that returns arguments unchanged and a reply of 200 kB of UTF-8. */
export function createEchoServer(): Server {
  return createServer(anyProtocol, {
    echo: (args) => args,
    never: () => new Promise(() => undefined),
    big: () => "é".repeat(100_000),
  });
}

/** Calls an echo server over a session and closes the session. */
export async function expectWorking(session: Session): Promise<void> {
  expect(await session.call("echo", { text: "\u00ff ü 😀" })).toEqual({ text: "\u00ff ü 😀" });
  expect(await session.call("big")).toHaveLength(100_000);
  await session.close();
  expect((await session.closed).error).toBeUndefined();
}
