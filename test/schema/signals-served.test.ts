import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  connect,
  type SignalConnection,
  type EventMessage,
  type Session,
  type SignalAccessor,
} from "qapi-ts";
import { memoryPair } from "qapi-ts/testing";
import { anyProtocol, CommandFailure, createServer } from "qapi-ts/server";
import { makeBindings, modelOf } from "../generator/support/make-bindings.js";
import { root, toJavaScript } from "../support/compile.js";

/** The bindings of the proposal's second example. */
interface Generated {
  readonly blockDeviceEventAccessor: SignalAccessor<{ device: string }, { action: string; reason: string }>;
  readonly connectBlockDeviceEvent: (
    session: Session,
    args: { device: string },
    listener: (event: EventMessage<{ action: string }>) => void,
  ) => Promise<SignalConnection>;
  readonly disconnectBlockDeviceEvent: (
    session: Session,
    args: { device: string },
    connection: SignalConnection,
  ) => Promise<void>;
}

describe.each(["draft", "current"])("the proposal's example in the notation %s", (notation) => {
  const folder = join(root, "dist", "programs", `signals-${notation}`);
  let generated: Generated;

  beforeAll(async () => {
    const { files } = await makeBindings(
      modelOf(join(root, "schema/signals", notation, "block-device.json")),
    );
    for (const [path, text] of files) {
      const file = join(folder, path.replace(/\.ts$/, ".js"));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, toJavaScript(text));
    }
    generated = (await import(join(folder, "index.js"))) as Generated;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("connects and disconnects between server and client by the two commands on the wire", async () => {
    const server = createServer(anyProtocol, {});
    const signal = server.signal(generated.blockDeviceEventAccessor, ({ device }) => {
      if (!device.startsWith("vd")) throw new CommandFailure("no such device", "DeviceNotFound");
      return device;
    });
    const [client, peer] = memoryPair();
    server.serve(peer);
    await using session = await connect({ transport: client });
    const seen: string[] = [];
    const listen = (device: string): Promise<SignalConnection> =>
      generated.connectBlockDeviceEvent(session, { device }, ({ data }) =>
        seen.push(`${device} ${data.action}`),
      );
    const connection = await listen("vda");
    await listen("vdb");
    expect(connection.tag).toEqual(expect.any(String));
    await expect(listen("sda")).rejects.toMatchObject({ errorClass: "DeviceNotFound" });

    signal.raise("vda", { action: "stop", reason: "read" });
    await expect.poll(() => seen).toEqual(["vda stop"]);
    await generated.disconnectBlockDeviceEvent(session, { device: "vda" }, connection);
    signal.raise("vda", { action: "report", reason: "write" });
    signal.raise("vdb", { action: "report", reason: "write" });
    await expect.poll(() => seen).toEqual(["vda stop", "vdb report"]);
    await server.close();
  });
});
