import { describe, expect, test } from "vitest";
import { rejection, settle } from "../support/scripted-peer.js";
import { connectedAgent, startConnecting } from "./support.js";

/** As many lines as an agent's session accepts. */
const most = 1_000;

describe("an agent that sends what is not a message", () => {
  test("ends the session after 1,000 lines of invalid JSON, with other text between them", async () => {
    const { session, peer } = await connectedAgent();
    for (let count = 0; count < most; count++) peer.write("{noise}\n", { event: "E" });
    expect(session.state).toBe("connected");
    peer.write("{noise}\n");
    expect((await session.closed).error).toMatchObject({
      code: "protocol-violation",
      message: expect.stringContaining("1000 lines of invalid JSON") as string,
    });
  });

  test("ends it while its calls are answered", async () => {
    const { session, peer } = await connectedAgent();
    for (let count = 0; count < most; count++) {
      const call = session.call("guest-ping");
      await settle();
      peer.write({ return: {} });
      await call;
      peer.write("{noise}\n");
    }
    const last = rejection(session.call("guest-ping"));
    await settle();
    peer.write("{noise}\n");
    expect(await last).toMatchObject({
      code: "outcome-unknown",
      cause: { code: "protocol-violation" },
    });
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });

  test("ends the attempt to connect", async () => {
    const { connecting, peer } = startConnecting();
    const failed = rejection(connecting);
    await settle();
    peer.write("{noise}\n".repeat(most + 1));
    expect(await failed).toMatchObject({
      name: expect.stringMatching(/^(ConnectError|ProtocolViolationError)$/) as string,
    });
  });

  test("ends the session after 1,000 messages in a row that belong to no call", async () => {
    const { session, peer } = await connectedAgent();
    peer.write("noise\n".repeat(most));
    expect(session.state).toBe("connected");
    peer.write("noise\n");
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });
});
