import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, type Transport, type TransportOpener } from "../../../runtime/index.js";
import { greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

const fault = new Error("a fault of the program");

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", onUnhandled);
});

afterEach(() => {
  process.off("unhandledRejection", onUnhandled);
});

describe("a transport that throws", () => {
  const transports: Readonly<
    Record<string, (peer: ScriptedPeer, isConnected: () => boolean) => Partial<Transport>>
  > = {
    send: (peer, isConnected) => ({
      send: (text) => {
        if (isConnected()) throw fault;
        return peer.send(text);
      },
    }),
    close: () => ({
      close: () => {
        throw fault;
      },
    }),
    pause: () => ({
      pause: () => {
        throw fault;
      },
      resume: () => undefined,
    }),
  };

  test.each(Object.entries(transports))("leaves no call unsettled if %s throws", async (_name, override) => {
    const peer = new ScriptedPeer();
    let isConnected = false;
    const open: TransportOpener = async (sink, signal) => {
      await peer.open(sink, signal);
      const ordinary: Transport = {
        send: (text) => peer.send(text),
        close: () => {
          peer.close();
        },
      };
      return { ...ordinary, ...override(peer, () => isConnected) };
    };
    const opening = connect({ transport: open, onProblem: () => undefined });
    await settle();
    peer.write(greeting);
    await settle();
    peer.reply("qmp_capabilities");
    const session = await opening;
    isConnected = true;
    const stream = session.events({ limit: 0, overflow: "pause" });
    peer.write({ event: "STOP" });
    const call = rejection(session.call("x"));
    await settle();
    await session.close();
    expect(await call).toMatchObject({ code: "outcome-unknown" });
    await stream.return();
    expect(session.state).toBe("disconnected");
    expect(unhandled).toEqual([]);
  });

  // Long requests are written within the call, short ones at the end of the tick.
  test.each([10, 100, 1000])(
    "in the middle of calls of %i characters leaves none unsettled",
    async (length) => {
      for (let failing = 0; failing < 6; failing++) {
        const peer = new ScriptedPeer();
        let left = Infinity;
        const open: TransportOpener = async (sink, signal) => {
          await peer.open(sink, signal);
          const send = (text: string): Promise<void> => {
            if (left-- <= 0) throw fault;
            return peer.send(text);
          };
          const close = (): void => {
            peer.close();
          };
          return { send, close };
        };
        const opening = connect({ transport: open, maxInFlight: 4, onProblem: () => undefined });
        await settle();
        peer.write(greeting);
        await settle();
        peer.reply("qmp_capabilities");
        const session = await opening;
        left = failing;
        const calls = Array.from({ length: 12 }, () =>
          rejection(session.call("x", { text: "x".repeat(length) })),
        );
        await settle();
        await session.close();
        const codes = (await Promise.all(calls)).map((error) => (error as { readonly code?: string }).code);
        expect(codes.filter((code) => code !== "outcome-unknown" && code !== "disconnected")).toEqual([]);
        expect(unhandled).toEqual([]);
      }
    },
  );

  test.each([
    ["throws", thrower],
    ["rejects", () => Promise.reject(fault)],
  ])("rejects connect if its opener %s", async (_how, open) => {
    const error = await rejection(connect({ transport: open }));
    expect(error).toMatchObject({ code: "connect-failed", cause: fault });
  });
});

function thrower(): never {
  throw fault;
}
