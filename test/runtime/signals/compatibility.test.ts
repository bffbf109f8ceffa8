import { describe, expect, test } from "vitest";
import {
  connect,
  connectAccessor,
  type SignalAccessor,
  type TransportOpener,
} from "../../../runtime/index.js";
import type { SessionSettings } from "../../../runtime/session/session-options.js";
import { memoryPair } from "../../../runtime/testing/index.js";
import { anyProtocol, createServer, type Server } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";

const ioError: SignalAccessor<{ device: string }, { device: string }> = {
  name: "io-error",
  event: "IO_ERROR",
  match: { device: "device" },
};

/** Records the bytes in both directions. */
function tapped(opener: TransportOpener, bytes: string[]): TransportOpener {
  return async (sink, signal) => {
    const transport = await opener(
      {
        data: (chunk) => {
          bytes.push(`<- ${chunk}`);
          sink.data(chunk);
        },
        closed: (reason) => {
          sink.closed(reason);
        },
      },
      signal,
    );
    return {
      send: (text) => {
        bytes.push(`-> ${text}`);
        return transport.send(text);
      },
      close: () => {
        transport.close();
      },
    };
  };
}

interface Served {
  readonly server: Server;
  readonly raise: (device: string) => void;
}

function newServer(): Served {
  const server = createServer(anyProtocol, { ping: () => "pong" }, { now: () => 1000 });
  const signal = server.signal(ioError, ({ device }) => device);
  return {
    server,
    raise: (device) => {
      signal.raise(device, { device });
    },
  };
}

function oldServer(): Served {
  const server = createServer(anyProtocol, { ping: () => "pong" }, { now: () => 1000 });
  return {
    server,
    raise: (device) => {
      server.raise("IO_ERROR", { device });
    },
  };
}

/** A client without support of signals does not enable the capability. */
const oldClient: SessionSettings = { capabilities: ["oob"] };
const newClient: SessionSettings = { defaultConnections: false };

/** Connects to the events of d1, raises events of d0 and d1, and returns the bytes and the received data. */
async function conversation(
  { server, raise }: Served,
  settings: SessionSettings,
): Promise<{ bytes: string[]; received: unknown[] }> {
  const bytes: string[] = [];
  const [mine, theirs] = memoryPair();
  server.serve(theirs);
  const clock = new ManualClock();
  const session = await connect({ transport: tapped(mine, bytes), clock, ...settings });
  clock.advance(0);
  const received: unknown[] = [];
  const connection = await connectAccessor(session, ioError, { device: "d1" }, ({ data }) =>
    received.push(data),
  );
  raise("d0");
  raise("d1");
  await session.call("ping");
  await connection.disconnect();
  raise("d1");
  await session.call("ping");
  await session.close();
  return {
    bytes: bytes
      .join("")
      .split(/(?=<- |-> )/)
      .map((text) => text.trimEnd()),
    received,
  };
}

const greeting = (...capabilities: string[]): string =>
  `<- ${JSON.stringify({ QMP: { version: { qemu: { micro: 0, minor: 0, major: 0 }, package: "" }, capabilities } })}`;
const event = (device: string, tag = ""): string =>
  `{"timestamp":{"seconds":1,"microseconds":0},"event":"IO_ERROR","data":{"device":"${device}"}${tag}}`;

const withoutSignals = [
  '-> {"execute":"qmp_capabilities","id":0}',
  '<- {"return":{},"id":0}',
  `<- ${event("d0")}\r\n${event("d1")}`,
  '-> {"execute":"ping","id":1}',
  '<- {"return":"pong","id":1}',
  `<- ${event("d1")}`,
  '-> {"execute":"ping","id":2}',
  '<- {"return":"pong","id":2}',
];

/** The messages of each direction in order, without their ids, and independent of how they are joined to chunks. */
function comparable(bytes: readonly string[]): readonly string[] {
  const lines = bytes.flatMap((text) =>
    text
      .slice(3)
      .split("\r\n")
      .map((line) => `${text.slice(0, 3)}${line.replace(/,"id":\d+/, "").trimEnd()}`),
  );
  return [...lines.filter((line) => line.startsWith("->")), ...lines.filter((line) => line.startsWith("<-"))];
}

describe("the bytes between client and server", () => {
  test.each([
    ["an old client and an old server", oldServer, oldClient, greeting()],
    ["an old client and a new server", newServer, oldClient, greeting("signals")],
    ["a new client and an old server", oldServer, newClient, greeting()],
  ])("do not use signals for %s", async (_name, serve, settings, greeted) => {
    const { bytes, received } = await conversation(serve(), settings);
    expect(comparable(bytes)).toEqual(comparable([greeted, ...withoutSignals]));
    expect(received).toEqual([{ device: "d1" }]);
  });

  test("use signals for a new client and a new server, and only connected events are sent", async () => {
    const { bytes, received } = await conversation(newServer(), newClient);
    const tag = /"return":"([^"]+)"/.exec(bytes.join(""))?.[1] ?? "";
    expect(comparable(bytes)).toEqual(
      comparable([
        greeting("signals"),
        '-> {"execute":"qmp_capabilities","arguments":{"enable":["signals"],"default-connections":false}}',
        '<- {"return":{}}',
        '-> {"execute":"io-error-connect","arguments":{"device":"d1"}}',
        `<- {"return":"${tag}"}`,
        `<- ${event("d1", `,"tag":"${tag}"`)}`,
        '-> {"execute":"ping"}',
        '<- {"return":"pong"}',
        `-> {"execute":"io-error-disconnect","arguments":{"device":"d1","tag":"${tag}"}}`,
        '<- {"return":{}}',
        '-> {"execute":"ping"}',
        '<- {"return":"pong"}',
      ]),
    );
    expect(received).toEqual([{ device: "d1" }]);
  });
});
