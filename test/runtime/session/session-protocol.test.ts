import { expect, test } from "vitest";
import { connectOnDemand, connectPersistent, type QapiError, type Session } from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { memoryTransport } from "../../../runtime/testing/index.js";
import { connect } from "../../../runtime/session/connect.js";

type Open = (options: {
  readonly transport: ReturnType<typeof memoryTransport>;
  readonly onProblem: (problem: QapiError) => void;
}) => Session | Promise<Session>;

const kinds: Readonly<Record<string, Open>> = { connect, connectPersistent, connectOnDemand };

test.each(Object.entries(kinds))(
  "a state listener that throws does not affect a session of %s",
  async (_, open) => {
    const problems: QapiError[] = [];
    const server = createServer(anyProtocol, { ping: () => "pong" });
    const session = await open({
      transport: memoryTransport(server),
      onProblem: (problem) => problems.push(problem),
    });
    const cause = new Error("listener");
    session.onState(() => {
      throw cause;
    });
    const states: string[] = [];
    session.onState((state) => states.push(state));
    expect(await session.call("ping")).toBe("pong");
    await session.close();
    expect((await session.closed).error).toBeUndefined();
    expect(states.at(-1)).toBe("disconnected");
    expect(problems.length).toBe(states.length);
    for (const problem of problems) expect(problem).toMatchObject({ code: "listener-failed", cause });
  },
);
