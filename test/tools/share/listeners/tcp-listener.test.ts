import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "qapi-ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCertificates, type Certificates } from "../certificates.js";
import { ScriptedMachine, share, until } from "../support.js";

let folder = "";
let certificates: Certificates;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qmp-share-tls-"));
  certificates = createCertificates(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const start = (): Promise<ScriptedMachine> =>
  new ScriptedMachine((request, machine) => {
    machine.reply(request, request.command);
  }).start();

test("tcp: serves the loopback interface only", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  const { address, port = 0 } = await fixture.shared.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  expect(address).toBe(`tcp:127.0.0.1:${port}`);
  await using session = await connect({ host: "127.0.0.1", port });
  expect(await session.call("query-status")).toBe("query-status");
  expect(fixture.shared.clients).toMatchObject([
    { name: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string, address },
  ]);
  for (const host of ["0.0.0.0", "::", "192.0.2.1", "example.org", "127.0.0.1.example.org", ""]) {
    await expect(fixture.shared.listen({ kind: "tcp", host, port: 0 })).rejects.toThrow(
      `tcp: ${host} is not the loopback interface. Use tls:HOST:PORT with --tls-ca, or 127.0.0.1.`,
    );
  }
  await expect(fixture.shared.listen({ kind: "tcp", host: "127.0.0.1", port })).rejects.toThrow(
    /^cannot listen at tcp:127.0.0.1:\d+: .*EADDRINUSE.* Use another port.$/,
  );
});

test("tls: serves clients with a certificate, by their names", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  const { authority, server, client } = certificates;
  const tls = { ...server, ca: authority };
  const { address, port = 0 } = await fixture.shared.listen({ kind: "tls", host: "127.0.0.1", port: 0, tls });
  expect(address).toBe(`tls:127.0.0.1:${port}`);
  const target = { host: "127.0.0.1", port };
  await using session = await connect({ ...target, tls: { ca: authority, ...client } });
  expect(await session.call("query-name")).toBe("query-name");
  expect(fixture.shared.clients).toMatchObject([{ name: "operator" }]);
  await expect(connect({ ...target, tls: { ca: authority } })).rejects.toThrow();
  const plain = createConnection(port, "127.0.0.1");
  plain.on("error", () => undefined).write('{"execute":"qmp_capabilities"}\n');
  await once(plain, "close");
  await until(() => fixture.problems.length >= 2);
  expect(fixture.problems.filter((each) => each.startsWith("a TLS handshake failed: "))).toHaveLength(2);
  expect(fixture.shared.clients).toHaveLength(1);
});

test("tls: without client certificates serves the loopback interface only", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  const { authority, server } = certificates;
  const { port = 0 } = await fixture.shared.listen({ kind: "tls", host: "127.0.0.1", port: 0, tls: server });
  await using session = await connect({ host: "127.0.0.1", port, tls: { ca: authority } });
  expect(await session.call("query-name")).toBe("query-name");
  await expect(fixture.shared.listen({ kind: "tls", host: "0.0.0.0", port: 0, tls: server })).rejects.toThrow(
    "tls: 0.0.0.0 is not the loopback interface. Clients there need certificates: give --tls-ca.",
  );
  const broken = { cert: "no certificate", key: server.key };
  await expect(
    fixture.shared.listen({ kind: "tls", host: "127.0.0.1", port: 0, tls: broken }),
  ).rejects.toThrow(/^--tls-cert, --tls-key or --tls-ca cannot be used: .* Give files in PEM.$/);
});
