import { connect, type AnyProtocol, type Protocol, type Session } from "../../../runtime/index.js";
import type { SessionSettings } from "../../../runtime/session/session-options.js";
import { memoryTransport } from "../../../runtime/testing/index.js";
import type { Server } from "../../../runtime/server/index.js";

/** Connects to a server within the same process. */
export function connectTo<P extends Protocol = AnyProtocol>(
  server: Server<P>,
  settings: SessionSettings<P> = {},
): Promise<Session<P>> {
  return connect<P>({ transport: memoryTransport(server), ...settings });
}

/** A client that sends text unchanged and records the messages it receives. */
export interface RawClient {
  write(text: string): void;
  close(): void;
  /** Resolves with all messages as soon as there are at least `count`. */
  messages(count: number): Promise<readonly unknown[]>;
  readonly closed: Promise<void>;
}

export async function rawClient(server: Pick<Server, "serve">): Promise<RawClient> {
  let text = "";
  let wake: () => void = () => undefined;
  let resolveClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve;
  });
  const sink = {
    data: (chunk: string) => {
      text += chunk;
      wake();
    },
    closed: () => {
      resolveClosed();
    },
  };
  const transport = await memoryTransport(server)(sink, new AbortController().signal);
  return {
    write: (request) => void transport.send(request),
    close: () => {
      transport.close();
    },
    messages: async (count) => {
      while (text.split("\r\n").length <= count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const lines = text.split("\r\n").slice(0, -1);
      return lines.map((line) => JSON.parse(line) as unknown);
    },
    closed,
  };
}
