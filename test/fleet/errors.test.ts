import { ConnectError, QapiError } from "qapi-ts";
import { connectFleet, serveFleet, shareAccess } from "qapi-ts-fleet";
import { describe, expect, test } from "vitest";
import { serversText } from "../../fleet/nats/nats-error.js";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { use } from "./support/use.js";

/** Awaits a call as a program does, so that the stack of its error has this file. */
async function expectConnectError(
  action: () => Promise<unknown>,
  code: ConnectError["code"],
  message: RegExp,
): Promise<void> {
  const caller = async (): Promise<unknown> => await action();
  const error: unknown = await caller().catch((rejection: unknown) => rejection);
  expect(error).toBeInstanceOf(ConnectError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
  expect((error as Error).stack).toContain("fleet/errors.test.ts");
}

const place = { site: "a", host: "h", find: () => [] };

describe("without a server of NATS, an error names the address and the caller", () => {
  const servers = ["nats://127.0.0.1:1", "nats://operator:secret@127.0.0.1:2"];
  const message =
    /^cannot connect to NATS at nats:\/\/127\.0\.0\.1:1, nats:\/\/127\.0\.0\.1:2: connection refused$/;

  test("connectFleet", async () => {
    await expectConnectError(async () => await connectFleet({ servers }), "connect-refused", message);
  });

  test("serveFleet", async () => {
    await expectConnectError(async () => await serveFleet({ servers, ...place }), "connect-refused", message);
  });

  test("credentials that cannot be read", async () => {
    const caller = async (): Promise<unknown> =>
      await connectFleet({ servers, credentials: "/no/such.creds" });
    const error: unknown = await caller().catch((rejection: unknown) => rejection);
    expect(error).toBeInstanceOf(QapiError);
    expect((error as Error).message).toMatch(
      /^the credentials of NATS cannot be read from .*such\.creds: ENOENT/,
    );
    expect((error as Error).stack).toContain("fleet/errors.test.ts");
  });
});

test("shareAccess names the machine", async () => {
  const error: unknown = await shareAccess({ target: "tcp:127.0.0.1:1" }).catch(
    (rejection: unknown) => rejection,
  );
  expect(error).toMatchObject({
    message: expect.stringContaining("tcp:127.0.0.1:1") as unknown,
  });
  expect((error as Error).stack).toContain("fleet/errors.test.ts");
});

test.each([
  [{}, "nats://127.0.0.1:4222"],
  [{ servers: "tls://u:p@h:1" }, "tls://h:1"],
  [{ servers: ["a:1", "u:p@b:2"] }, "a:1, b:2"],
  [{ servers: "a:1", nats: { servers: "c:3" } }, "c:3"],
])("the addresses of %j", (options, text) => {
  expect(serversText(options)).toBe(text);
});

describeWithNats("with a server of NATS", () => {
  test("a fleet that has no owner yet", async () => {
    const nats = use(await new NatsServer().start());
    const fleet = use(await connectFleet({ servers: nats.url }));
    const at = new RegExp(`cannot be read at ${nats.url}: no owner has served it yet`);
    await expectConnectError(async () => await fleet.machines(), "connect-failed", at);
    await expectConnectError(async () => await fleet.events(), "connect-failed", at);
    await expectConnectError(async () => await fleet.events({ durable: "d" }), "connect-failed", at);
  });

  test("a domain without JetStream", async () => {
    const nats = use(await new NatsServer().start());
    const options = { servers: nats.url, domain: "elsewhere" };
    const created = new RegExp(`^the stores of the fleet cannot be created at ${nats.url}: `);
    await expectConnectError(
      async () => await serveFleet({ ...options, ...place }),
      "connect-failed",
      created,
    );
  });

  test("more replicas than servers", async () => {
    const nats = use(await new NatsServer().start());
    const options = { servers: nats.url, replicas: 3, ...place };
    await expectConnectError(
      async () => await serveFleet(options),
      "connect-failed",
      /replicas > 1 not supported/,
    );
  });
});
