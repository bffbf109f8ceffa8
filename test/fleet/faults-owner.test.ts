import { join } from "node:path";
import { DisconnectedError, OutcomeUnknownError } from "qapi-ts";
import { connectFleet, type Fleet } from "qapi-ts-fleet";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithNats, NatsServer } from "./support/nats-server.js";
import { use } from "./support/use.js";
import { OwnerProcess, type Fault } from "./support/owner-process.js";
import { createStandIn, type StandIn } from "./support/stand-in.js";

/** In milliseconds. The fleet's clients ask soon, and an owner that ended is replaced soon. */
const lease = 1_500;
const limits = { silence: 800, askInterval: 100, giveUp: 20_000 };

/** A machine with an owner that has a fault, a second owner that stands by, and a client. */
interface Scene {
  readonly standIn: StandIn;
  readonly first: OwnerProcess;
  readonly second: OwnerProcess;
  readonly fleet: Fleet;
}

async function setScene(fault?: Fault): Promise<Scene> {
  const nats = use(await new NatsServer().start());
  const standIn = createStandIn("vm");
  use(standIn.server);
  const path = join(temporaryFolder(), "vm.sock");
  await standIn.server.listen({ path });
  const options = { servers: nats.url, site: "a", host: "h", lease, workingInterval: 200 };
  const first = use(new OwnerProcess(options, { vm: path }, fault));
  await first.serves("vm");
  const second = use(new OwnerProcess(options, { vm: path }));
  await second.waits();
  const fleet = use(await connectFleet({ servers: nats.url, site: "a", limits }));
  return { standIn, first, second, fleet };
}

describeWithNats("an owner that is killed", () => {
  test("never sends a request that it had not accepted", async () => {
    const { fleet, standIn } = await setScene({ step: "received", signal: "SIGKILL" });
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).toMatchObject({ state: "not-sent" });
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).toMatchObject({ state: "not-sent" });
    expect(standIn.executed).toEqual([]);
  });

  test("is replaced by the next owner for a request that it had not accepted, once", async () => {
    const { fleet, standIn } = await setScene({ step: "received", signal: "SIGKILL" });
    expect(await fleet.machine("h/vm").call("count", { n: 1 })).toEqual({ n: 1 });
    expect(standIn.executed).toEqual([1]);
  });

  test("leaves the outcome of an accepted request unknown", async () => {
    const { fleet, standIn, second } = await setScene({ step: "accepted", signal: "SIGKILL" });
    const error: unknown = await fleet
      .machine("h/vm")
      .call("count", { n: 1 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    const { request } = (error as { received: { error: { request: string } } }).received.error;
    await second.serves("vm");
    expect(await fleet.outcome("h/vm", request)).toMatchObject({ state: "unknown" });
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: request })).toMatchObject({
      state: "unknown",
    });
    expect(standIn.executed).toEqual([]);
  });

  test("leaves the outcome of an executed request unknown, and a repetition is not executed", async () => {
    const { fleet, standIn } = await setScene({ step: "executed", signal: "SIGKILL" });
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).toMatchObject({ state: "unknown" });
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).toMatchObject({ state: "unknown" });
    expect(standIn.executed).toEqual([1]);
  });

  test("does not change the outcome after its reply: a repetition receives it from the next owner", async () => {
    const { fleet, standIn, first, second } = await setScene({ step: "replied", signal: "SIGKILL" });
    const reply = { state: "done", text: '{"return":{"n":1}}' };
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).toMatchObject(reply);
    await first.ended();
    await second.serves("vm");
    expect(await fleet.request("h/vm", "count", { n: 1 }, { id: "r1" })).toMatchObject(reply);
    expect(await fleet.outcome("h/vm", "r1")).toMatchObject(reply);
    expect(standIn.executed).toEqual([1]);
  });
});

describeWithNats("two owners of one machine", () => {
  test("one serves, and the other takes over when it ends", async () => {
    const { fleet, standIn, first, second } = await setScene();
    const session = fleet.machine("h/vm");
    expect(await Promise.all([1, 2, 3].map((n) => session.call("count", { n })))).toHaveLength(3);
    first.signal("SIGTERM");
    await second.serves("vm");
    expect(await session.call("count", { n: 4 })).toEqual({ n: 4 });
    expect(standIn.executed).toEqual([1, 2, 3, 4]);
  });
});

describeWithNats("an owner that is stopped until its lease has ended", () => {
  test("does not execute the request that waits in its connection", async () => {
    const { fleet, standIn, first, second } = await setScene();
    first.signal("SIGSTOP");
    const reply = await fleet.request("h/vm", "count", { n: 1 });
    expect(reply.state).toBe("not-sent");
    await second.serves("vm");
    first.signal("SIGCONT");
    await first.waits();
    expect(await fleet.machine("h/vm").call("count", { n: 2 })).toEqual({ n: 2 });
    expect(standIn.executed).toEqual([2]);
  });

  test("does not execute the request that it has accepted", async () => {
    const { fleet, standIn, first, second } = await setScene({ step: "accepted", signal: "SIGSTOP" });
    await expect(fleet.machine("h/vm").call("count", { n: 1 })).rejects.toThrow(OutcomeUnknownError);
    await second.serves("vm");
    first.signal("SIGCONT");
    await first.waits();
    expect(standIn.executed).toEqual([]);
  });
});

describeWithNats("a machine without an owner", () => {
  test("is not sent anything", async () => {
    await using nats = await new NatsServer().start();
    await using fleet = await connectFleet({ servers: nats.url, site: "a", limits });
    expect(await fleet.request("h/vm", "count", { n: 1 })).toMatchObject({ state: "not-sent" });
    await expect(fleet.machine("h/vm").call("count", { n: 1 })).rejects.toThrow(DisconnectedError);
  });
});
