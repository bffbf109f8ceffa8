import { CommandError, connect } from "qapi-ts";
import { describe, expect, test } from "vitest";
import { ownEvents } from "qapi-ts-tools/share";
import { RawClient, ScriptedMachine, share, until, type Behavior } from "./support.js";

const echo: Behavior = (request, machine) => {
  machine.reply(request, { command: request.command, ...request.arguments });
};
const start = (behavior: Behavior = echo): Promise<ScriptedMachine> => new ScriptedMachine(behavior).start();

describe("the server of each client", () => {
  test("has the machine's greeting and the client's own ids", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const clients = await Promise.all([1, 2, 3].map(() => new RawClient(fixture.path).negotiate()));
    expect(JSON.parse(clients[0]?.lines[0] ?? "")).toEqual({
      QMP: {
        version: { qemu: { micro: 3, minor: 2, major: 1 }, package: "scripted" },
        capabilities: ["oob"],
      },
    });
    for (const [index, client] of clients.entries()) {
      client.write(
        { execute: "a", id: 1 },
        { execute: "b", arguments: { index }, id: { own: [index] } },
        { execute: "c" },
      );
    }
    for (const [index, client] of clients.entries()) {
      expect((await client.until(3)).map((line) => JSON.parse(line) as unknown)).toEqual([
        { return: { command: "a" }, id: 1 },
        { return: { command: "b", index }, id: { own: [index] } },
        { return: { command: "c" } },
      ]);
    }
  });

  test("negotiates for itself", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const client = new RawClient(fixture.path);
    client.write({ execute: "query-x" }, { execute: "qmp_capabilities" }, { execute: "qmp_capabilities" });
    client.write({ "exec-oob": "query-x", id: 4 });
    await until(() => client.lines.length === 5);
    const errors = client.lines.map(
      (line) => (JSON.parse(line) as { error?: { class: string } }).error?.class,
    );
    expect(errors).toEqual([undefined, "CommandNotFound", undefined, "CommandNotFound", "GenericError"]);
    expect(machine.received).toEqual([]);
  });

  test("receives values, errors and events unchanged", async () => {
    const value =
      '{"big":18446744073709551615,"small":-9223372036854775808,"half":0.5,"z":null,"a":[{"y":"\\u00e9\\n"}]}';
    const error = '{"class":"Downstream","desc":"text \\u20ac","extra":{"z":1,"a":[2]}}';
    const event =
      '{"timestamp":{"seconds":12345,"microseconds":678901},"event":"X","data":{"big":9007199254740993},"more":[1]}';
    await using machine = await start(({ command, id }) => {
      const answer = command === "value" ? `"return":${value}` : `"error":${error}`;
      machine.send(event, `{${answer},"id":${String(id)}}`);
    });
    await using fixture = await share(machine);
    const client = await new RawClient(fixture.path).negotiate();
    client.write('{"execute":"value","arguments":{"n":18446744073709551615},"id":9007199254740993}', {
      execute: "error",
      id: "e",
    });
    expect(await client.until(4)).toEqual([
      event,
      `{"return":${value},"id":9007199254740993}`,
      event,
      `{"id":"e","error":${error}}`,
    ]);
    expect(machine.received[0]?.text).toContain('"arguments":{"n":18446744073709551615}');
  });

  test("receives replies and events in the machine's order, also if they arrive together", async () => {
    const event = (number: number): object => ({
      timestamp: { seconds: number, microseconds: 0 },
      event: "E",
    });
    await using machine = await start((request) => {
      machine.send(event(1), { return: {}, id: request.id }, event(2));
    });
    await using fixture = await share(machine);
    const client = await new RawClient(fixture.path).negotiate();
    for (let round = 0; round < 20; round++) {
      client.write({ execute: "a", id: round });
      const messages = (await client.until(3 * round + 3)).slice(-3);
      expect(messages.map((line) => line.slice(0, 33))).toEqual([
        '{"timestamp":{"seconds":1,"micros',
        `{"return":{},"id":${round}}`,
        '{"timestamp":{"seconds":2,"micros',
      ]);
    }
  });

  test("receives every event, and no events before its negotiation", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const ready = await new RawClient(fixture.path).negotiate();
    const silent = new RawClient(fixture.path);
    await until(() => silent.lines.length === 1);
    const names = Array.from({ length: 50 }, (_, index) => `E_${index}`);
    machine.send(...names.map((event) => ({ event, timestamp: { seconds: 1, microseconds: 1 } })));
    const messages = await ready.until(50);
    expect(messages.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(names);
    await silent.negotiate();
    silent.write({ execute: "a" });
    expect(await silent.until(1)).toEqual(['{"return":{"command":"a"}}']);
  });

  test("executes its in-band commands in order, and others out of band meanwhile", async () => {
    await using machine = await start((request) => {
      if (request.command === "fast") machine.reply(request, request.arguments);
    });
    await using fixture = await share(machine);
    const client = await new RawClient(fixture.path).negotiate();
    client.write({ execute: "slow", id: 1 }, { execute: "slow", id: 2 }, { "exec-oob": "fast", id: 3 });
    expect(await client.until(1)).toEqual(['{"return":{},"id":3}']);
    // The second command is sent after the first is answered.
    expect(new Set(machine.received.map(({ command, oob }) => `${command} ${oob}`))).toEqual(
      new Set(["slow false", "fast true"]),
    );
    for (const request of machine.received.filter(({ command }) => command === "slow"))
      machine.reply(request, 1);
    await machine.until(3);
    machine.reply(machine.received[2] ?? expect.fail("not sent"), 2);
    expect(await client.until(3)).toEqual([
      '{"return":{},"id":3}',
      '{"return":1,"id":1}',
      '{"return":2,"id":2}',
    ]);
  });

  test("offers no out-of-band execution if the machine does not", async () => {
    await using machine = await new ScriptedMachine(echo, []).start();
    await using fixture = await share(machine);
    const client = new RawClient(fixture.path);
    await until(() => client.lines.length === 1);
    expect(client.lines[0]).toContain('"capabilities":[]');
  });
});

describe("clients that misbehave", () => {
  test("a client that does not read is disconnected with a reason, and affects no other", async () => {
    await using machine = await start();
    await using fixture = await share(machine, { queueLimit: 100_000 });
    const slow = await new RawClient(fixture.path).negotiate();
    const other = await new RawClient(fixture.path).negotiate();
    slow.socket.pause();
    const data = { text: "x".repeat(10_000) };
    for (let index = 0; index < 200 && fixture.shared.clients.length === 2; index++) {
      machine.send({ event: "BIG", data, timestamp: { seconds: 1, microseconds: 1 } });
      await other.until(index + 1);
    }
    await until(() => fixture.shared.clients.length === 1);
    const ends = fixture.entries.flatMap((entry) => (entry.kind === "disconnected" ? [entry.reason] : []));
    expect(ends).toEqual([expect.stringMatching(/does not read: more than 100000 bytes are queued/)]);
    other.write({ execute: "a", id: 1 });
    await until(() => other.messages.includes('{"return":{"command":"a"},"id":1}'));
    slow.socket.destroy();
  });

  test("the command of a client that has gone is finished, audited and discarded", async () => {
    await using machine = await start(() => undefined);
    await using fixture = await share(machine);
    const gone = await new RawClient(fixture.path).negotiate();
    gone.write({ execute: "query-status", id: 7 }, { execute: "query-name", id: 8 });
    await machine.until(1);
    gone.socket.destroy();
    await until(() => fixture.shared.clients.length === 0);
    const next = await new RawClient(fixture.path).negotiate();
    next.write({ execute: "query-version", id: 7 });
    await machine.until(2);
    for (const request of machine.received) machine.reply(request, request.command);
    expect(await next.until(1)).toEqual(['{"return":"query-version","id":7}']);
    expect(machine.received.map(({ command }) => command)).toEqual(["query-status", "query-version"]);
    const commands = fixture.entries.flatMap((entry) =>
      entry.kind === "command" ? [[entry.command, entry.outcome]] : [],
    );
    expect(commands).toEqual([
      ["query-status", "done"],
      ["query-version", "done"],
    ]);
  });

  test("waiting commands of clients that have gone are not sent", async () => {
    await using machine = await start(() => undefined);
    await using fixture = await share(machine);
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => new RawClient(fixture.path).negotiate()),
    );
    for (const client of clients) client.write({ execute: "query-status" });
    await machine.until(8);
    for (const client of clients) client.socket.destroy();
    await until(() => fixture.shared.clients.length === 0);
    await until(() => fixture.entries.filter(({ kind }) => kind === "command").length === 12);
    for (const request of machine.received) machine.reply(request);
    const next = await new RawClient(fixture.path).negotiate();
    next.write({ execute: "query-name" });
    await machine.until(9);
    expect(machine.received[8]?.command).toBe("query-name");
    const outcomes = fixture.entries.flatMap((entry) => (entry.kind === "command" ? [entry.outcome] : []));
    expect(outcomes.filter((each) => each === "not-sent")).toHaveLength(12);
  });

  test("further clients than allowed are disconnected at once", async () => {
    await using machine = await start();
    await using fixture = await share(machine, { maxClients: 2 });
    const first = [
      await new RawClient(fixture.path).negotiate(),
      await new RawClient(fixture.path).negotiate(),
    ];
    const third = new RawClient(fixture.path);
    await third.closed;
    expect(third.lines).toEqual([]);
    expect(fixture.problems).toEqual([`a client at unix:${fixture.path} was refused: 2 are connected`]);
    first[0]?.socket.destroy();
    await until(() => fixture.shared.clients.length === 1);
    await new RawClient(fixture.path).negotiate();
  });
});

describe("a machine that restarts", () => {
  test("is connected again; calls in flight have an unknown outcome, and clients receive events", async () => {
    await using machine = await start((request) => {
      if (request.command !== "hang") machine.reply(request);
    });
    await using fixture = await share(machine);
    const states: boolean[] = [];
    fixture.shared.onState((connected) => states.push(connected));
    const client = await new RawClient(fixture.path).negotiate();
    client.write({ execute: "hang", id: 1 });
    await machine.until(1);
    await machine.stop();
    const [lost, event] = (await client.until(2)).toSorted().toReversed();
    expect(JSON.parse(lost ?? "")).toMatchObject({
      event: ownEvents.disconnected,
      data: { reason: expect.stringMatching(/ended the connection/) as string },
    });
    expect(JSON.parse(event ?? "")).toEqual({
      id: 1,
      error: {
        class: "GenericError",
        desc: "the machine disconnected before it answered; whether it executed hang is unknown",
      },
    });
    expect(fixture.shared.connected).toBe(false);
    client.write({ execute: "query-status", id: 2 });
    expect((await client.until(3))[2]).toContain("query-status was not sent: the machine is not connected");
    const late = await new RawClient(fixture.path).negotiate();
    await machine.start();
    expect(JSON.parse((await client.until(4))[3] ?? "")).toMatchObject({
      event: ownEvents.connected,
      data: { qemu: { major: 1, minor: 2, micro: 3 }, package: "scripted" },
    });
    await late.until(1);
    client.write({ execute: "query-status", id: 3 });
    expect((await client.until(5))[4]).toBe('{"return":{},"id":3}');
    expect(states).toEqual([false, true]);
    const outcomes = fixture.entries.flatMap((entry) => (entry.kind === "command" ? [entry.outcome] : []));
    expect(outcomes).toEqual(["unknown", "not-sent", "done"]);
    expect(fixture.problems[0]).toMatch(/is lost: the server ended the connection/);
  });

  test("is an error if it cannot be connected to at first", async () => {
    await using machine = new ScriptedMachine(echo);
    await expect(share(machine)).rejects.toThrow(/cannot connect to unix:.*there is no such socket/);
  });
});

describe("a client in the same process", () => {
  test("calls, receives errors with their outcome, and events", async () => {
    await using machine = await start(({ command, id }) => {
      machine.send(
        { event: "E", data: { command }, timestamp: { seconds: 5, microseconds: 6 } },
        command === "query-name"
          ? { error: { class: "DeviceNotFound", desc: "no", more: 1 }, id }
          : { return: { big: 1 }, id },
      );
    });
    await using fixture = await share(machine);
    await using client = fixture.shared.client({ name: "bridge", policy: { effect: "read" } });
    const events: unknown[] = [];
    const stop = client.subscribe((event) => {
      events.push(event);
      throw new Error("ignored");
    });
    expect(await client.call("query-status", { a: 1 }, { name: "alice" })).toEqual({ big: 1 });
    const failed: unknown = await client.call("query-name").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(CommandError);
    expect(failed).toMatchObject({
      code: "command-failed",
      errorClass: "DeviceNotFound",
      message: "no",
      received: { error: { class: "DeviceNotFound", desc: "no", more: 1 } },
      cause: { outcome: "failed" },
    });
    await expect(client.call("stop")).rejects.toMatchObject({
      code: "command-failed",
      cause: { outcome: "refused" },
      message: 'refused by the rule "allow read": "stop" has the effect "change"',
    });
    expect(events).toMatchObject([
      { event: "E", timestamp: { seconds: 5 } },
      { data: { command: "query-name" } },
    ]);
    stop();
    expect(fixture.shared.clients).toMatchObject([{ name: "bridge", address: "in-process", calls: 3 }]);
    await client.close();
    expect(fixture.shared.clients).toEqual([]);
    await expect(client.call("query-status")).rejects.toMatchObject({ code: "disconnected" });
    expect(fixture.entries.map(({ client: { name }, kind }) => [name, kind])).toEqual([
      ["bridge", "connected"],
      ["alice", "command"],
      ["bridge", "command"],
      ["bridge", "command"],
      ["bridge", "disconnected"],
    ]);
  });
});

describe("the audit log", () => {
  test("has each command with its effect and outcome, and no secrets", async () => {
    await using machine = await start(({ id }) => {
      machine.send({ error: { class: "GenericError", desc: "hunter2hunter2 is wrong" }, id });
    });
    await using fixture = await share(machine, { name: "vm1" });
    const client = await new RawClient(fixture.path).negotiate();
    client.write({
      execute: "object-add",
      arguments: { "qom-type": "secret", id: "s", data: "hunter2hunter2" },
      id: 1,
    });
    expect(await client.until(1)).toEqual([
      '{"id":1,"error":{"class":"GenericError","desc":"hunter2hunter2 is wrong"}}',
    ]);
    expect(machine.received[0]?.arguments).toMatchObject({ data: "hunter2hunter2" });
    const entry = fixture.entries.find(({ kind }) => kind === "command");
    expect(entry).toMatchObject({
      machine: "vm1",
      client: { id: 1, address: `unix:${fixture.path}` },
      oob: false,
      id: 1,
      command: "object-add",
      effect: "change",
      outcome: "failed",
      arguments: { "qom-type": "secret", id: "s", data: "***" },
      error: { class: "GenericError", desc: "*** is wrong" },
    });
    expect(new Date(entry?.time ?? "").toISOString()).toBe(entry?.time);
  });

  test("stops everything if it cannot be written", async () => {
    await using machine = await start();
    await using fixture = await share(machine, {
      audit: ({ kind }) => {
        if (kind === "command") throw new Error("no space");
      },
    });
    const client = await new RawClient(fixture.path).negotiate();
    client.write({ execute: "a", id: 1 }, { execute: "b", id: 2 });
    expect((await client.until(2))[1]).toContain("refused: the audit log cannot be written");
    expect(machine.received).toHaveLength(1);
    expect(fixture.problems[0]).toMatch(/the audit log cannot be written/);
  });
});

test("closing a listener ends its clients, and closing all removes the socket", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  const [listener] = fixture.shared.listeners;
  const client = await new RawClient(fixture.path).negotiate();
  await listener?.close();
  await client.closed;
  expect(fixture.shared.listeners).toEqual([]);
  await expect(connect({ path: fixture.path })).rejects.toThrow(/no server listens|there is no/);
  const reasons = fixture.entries.flatMap((entry) => (entry.kind === "disconnected" ? [entry.reason] : []));
  expect(reasons).toEqual(["the listener was closed"]);
  await fixture.shared.close();
  await expect(fixture.shared.close()).resolves.toBeUndefined();
});

test("a guest agent is refused", async () => {
  await using machine = await start();
  await expect(share(machine, { target: `qga:${machine.path}` })).rejects.toThrow(
    /a guest agent cannot be shared/,
  );
});
