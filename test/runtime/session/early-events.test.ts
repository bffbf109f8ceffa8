import { expect, test } from "vitest";
import { connect, memoryPair } from "../../../runtime/index.js";
import { anyProtocol, CommandFailure, createServer } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection } from "../support/scripted-peer.js";

const server = createServer(anyProtocol, {
  stop: () => {
    server.raise("STOP");
  },
  fail: () => {
    server.raise("FAILED");
    throw new CommandFailure("no");
  },
});

test.each(["stop", "fail"])(
  "an event that comes before the reply to %s is heard before it, however soon after connecting",
  async (command) => {
    const [client, peer] = memoryPair();
    server.serve(peer);
    // A clock that stands still: no time passes between the connecting and what follows.
    const session = await connect({ transport: client, clock: new ManualClock() });
    const heard: string[] = [];
    const listener = ({ event }: { readonly event: string }): void => {
      heard.push(event);
    };
    await session.connectSignal("STOP", listener);
    await session.connectSignal("FAILED", listener);
    await (command === "stop" ? session.call(command) : rejection(session.call(command)));
    expect(heard).toEqual([command === "stop" ? "STOP" : "FAILED"]);
    await session.close();
  },
);
