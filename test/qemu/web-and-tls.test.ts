import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connect, type Session } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWith, describeWithEach } from "./support/binaries.js";
import { makeCertificates } from "./support/certificates.js";
import { connectTo, startMachine, type Machine } from "./support/machine.js";
import { freePort } from "./support/ports.js";
import { connectSoon, keepAwake, retryOptions, startWith } from "./support/web.js";

/** Longer than any wait takes. */

/** Tests a session with small, large and concurrent messages until its end. */
async function expectSessionWorks(session: Session, machine: Machine): Promise<void> {
  const stopped = session.once("STOP");
  await session.call("stop");
  expect((await stopped).event).toBe("STOP");
  expect(JSON.stringify(await session.call("query-qmp-schema")).length).toBeGreaterThan(100_000);
  const refused = rejection(session.call("device_del", { id: "n".repeat(20_000) }));
  expect(await refused).toMatchObject({ errorClass: "DeviceNotFound" });
  await Promise.all(Array.from({ length: 30 }, () => session.call("query-version")));
  await session.call("quit");
  await session.closed;
  await machine.exited();
}

describeWithEach("emulator", "a monitor over", (qemu) => {
  test("a WebSocket", retryOptions, async () => {
    const port = await freePort();
    await using machine = await startWith(qemu, `host=127.0.0.1,port=${port},websocket=on`);
    const stopKeepingAwake = await keepAwake(machine);
    const options = { webSocket: `ws://127.0.0.1:${port}`, WebSocket };
    await expectSessionWorks(await connectSoon(machine, () => options), machine);
    await stopKeepingAwake();
  });

  test("a pair of Web Streams", async () => {
    await using machine = await startMachine(qemu);
    const first = await connectTo(machine);
    await first.close();
    await expectSessionWorks(await connect(Duplex.toWeb(connectSocket(machine.path))), machine);
  });
});

describeWithEach("emulator", "a monitor over TLS", (qemu, version) => {
  describeWith("openssl", "with generated certificates", () => {
    const folder = mkdtempSync(join(tmpdir(), "qapi-ts-tls-"));
    const secured = ["-object", `tls-creds-x509,id=tls0,endpoint=server,dir=${folder},verify-peer=no`];

    beforeAll(() => {
      makeCertificates(folder);
    });

    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    test("accepts a client that trusts its certificate authority, and no other", async () => {
      const port = await freePort();
      const socket = `host=127.0.0.1,port=${port},tls-creds=tls0`;
      await using machine = await startWith(qemu, socket, ...secured);
      const tls = { ca: readFileSync(join(folder, "ca-cert.pem")), servername: "localhost" };
      const session = await connectSoon(machine, () => ({ host: "127.0.0.1", port, tls }));
      expect(await session.call("query-name")).toEqual({});
      await session.close();
      expect(await rejection(connect({ host: "127.0.0.1", port, tls: {} }))).toMatchObject({
        code: "connect-failed",
      });
    });

    // The reason why the transport sends a space after each text.
    test("answers a request at once in 10.0, and after the next byte in 7.2", async () => {
      const port = await freePort();
      await using machine = await startWith(qemu, `host=127.0.0.1,port=${port},tls-creds=tls0`, ...secured);
      await (await connectTo(machine)).close();
      const ca = readFileSync(join(folder, "ca-cert.pem"));
      const socket = connectTls({ host: "127.0.0.1", port, servername: "localhost", ca });
      let received = "";
      socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
      await expect.poll(() => received).toContain("QMP");
      socket.write('{"execute": "qmp_capabilities"}');
      if (version === "7.2") {
        await sleep(300);
        expect(received).not.toContain("return");
        socket.write(" ");
      }
      await expect.poll(() => received).toContain("return");
      socket.destroy();
    });
  });
});
