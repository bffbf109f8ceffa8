import { join } from "node:path";
import { connectFleet, serveFleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { makeCertificates } from "../qemu/support/certificates.js";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { createStandIn } from "./support/stand-in.js";
import { use } from "./support/use.js";

describeWithNats("TLS", () => {
  test("protects requests, and refuses a server without a trusted certificate", async () => {
    const folder = temporaryFolder();
    makeCertificates(folder);
    const [cert, key] = ["server-cert.pem", "server-key.pem"].map((name) => join(folder, name));
    const config = `tls { cert_file: "${String(cert)}", key_file: "${String(key)}" }`;
    const nats = use(await new NatsServer(config).start());
    const servers = nats.url.replace("nats:", "tls:");
    const { machine } = createStandIn("vm");
    const tls = { ca: join(folder, "ca-cert.pem") };
    use(await serveFleet({ servers, tls, site: "a", host: "h", find: () => [machine] }));
    const fleet = use(await connectFleet({ servers, tls, site: "a" }));
    expect(await fleet.machine("h/vm").call("query-status")).toMatchObject({ status: "running" });
    await expect(connectFleet({ servers, nats: { maxReconnectAttempts: 0 } })).rejects.toThrow(/certificate/);
  });
});
