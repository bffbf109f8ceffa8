import { connect, memoryPair, type SessionSettings, type Session } from "../../../runtime/index.js";
import type { AnyProtocol, Protocol } from "../../../runtime/index.js";
import type { Server } from "../../../runtime/server/index.js";

/** A session with a server within the same program. */
export function connectTo<P extends Protocol = AnyProtocol>(
  server: Server<P>,
  settings: SessionSettings<P> = {},
): Promise<Session<P>> {
  const [mine, theirs] = memoryPair();
  server.serve(theirs);
  return connect<P>({ transport: mine, ...settings });
}

/** A client that sends text as it is, and notes what comes back. */
export interface RawClient {
  say(text: string): void;
  hangUp(): void;
  /** The messages so far; waits until there are so many. */
  messages(count: number): Promise<readonly unknown[]>;
  readonly closed: Promise<void>;
}

export async function rawClient(server: Pick<Server, "serve">): Promise<RawClient> {
  const [mine, theirs] = memoryPair();
  server.serve(theirs);
  let text = "";
  let wake: () => void = () => undefined;
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const sink = {
    data: (chunk: string) => {
      text += chunk;
      wake();
    },
    closed: () => {
      close();
    },
  };
  const transport = await mine(sink, new AbortController().signal);
  return {
    say: (request) => void transport.send(request),
    hangUp: () => {
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
