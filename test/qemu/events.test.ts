import { expect, test } from "vitest";
import { connect, createEventHub, watchEvents } from "../../runtime/index.js";
import {
  formatTranscript,
  observe,
  parseTranscript,
  replayTranscript,
  type TranscriptEntry,
} from "../../runtime/observe/index.js";
import { launch, type Launched, type LaunchOptions } from "../../runtime/node/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine } from "./support/machine.js";

function bare(binary: string): LaunchOptions {
  return { binary, args: bareMachine };
}

describeWithEach("emulator", "events of real machines", (qemu) => {
  test("are collected in an inbox, and waiting fails when the machine is killed", async () => {
    await using machine = await launch(bare(qemu));
    using inbox = watchEvents(machine.session);
    await machine.session.call("stop");
    expect(inbox.check({ names: ["STOP"] })?.event).toBe("STOP");
    expect(inbox.check({ names: ["STOP"] })).toBe(undefined);
    const resumed = inbox.wait({ names: ["RESUME"], timeout: 10_000 });
    await machine.session.call("cont");
    expect((await resumed).timestamp?.microseconds).toBeLessThan(1_000_000);
    const never = rejection(inbox.wait({ names: ["NEVER"] }));
    machine.process.kill("SIGKILL");
    expect(await never).toMatchObject({ code: "disconnected" });
  });

  test("are delivered by a hub with the name of each machine", async () => {
    const machines = new Map<string, Launched>();
    using hub = createEventHub();
    for (const name of ["one", "two", "three"]) {
      const machine = await launch(bare(qemu));
      machines.set(name, machine);
      hub.join(name, machine.session);
    }
    const stops: string[] = [];
    hub.callback({ names: ["STOP"] }, ({ machine }) => stops.push(machine));
    const last = hub.wait({ machine: "three", names: ["STOP"] });
    for (const { session } of machines.values()) await session.call("stop");
    expect((await last).machine).toBe("three");
    expect(stops).toEqual(["one", "two", "three"]);
    const lost = rejection(hub.wait({ machine: "two", names: ["NEVER"] }));
    machines.get("two")?.process.kill("SIGKILL");
    await Promise.all([...machines.values()].map((machine) => machine.stop()));
    expect(await lost).toMatchObject({ message: "machine two was lost" });
    expect(hub.machines).toEqual([]);
  });

  test("are held back by a full queue and not lost", async () => {
    await using machine = await launch(bare(qemu));
    const { session } = machine;
    const stream = session.events({ names: ["STOP", "RESUME"], limit: 4, overflow: "pause" });
    const rounds = Array.from({ length: 50 }, () => [session.call("stop"), session.call("cont")]);
    await Promise.all(rounds.flat());
    const seen: string[] = [];
    for await (const { event } of stream) {
      seen.push(event);
      if (seen.length % 10 === 0) await session.call("query-name");
      if (seen.length === 100) break;
    }
    expect(seen).toEqual(rounds.flatMap(() => ["STOP", "RESUME"]));
  });
});

describeWithEach("emulator", "a transcript of a real machine", (qemu) => {
  test("contains no secret and can be replayed without the machine", async () => {
    const entries: TranscriptEntry[] = [];
    const observer = observe({ transcript: (entry) => entries.push(entry) });
    const secret = { "qom-type": "secret", id: "s0", data: "hunter2!" };
    const runCommands = async (session: Launched["session"], data: string): Promise<unknown[]> => [
      await session.call("object-add", { ...secret, data }),
      await session.call("qom-get", { path: "/objects/s0", property: "format" }),
      await rejection(session.call("object-add", { ...secret, data })),
    ];
    let real: unknown[];
    {
      await using machine = await launch({ ...bare(qemu), observer });
      real = await runCommands(machine.session, "hunter2!");
    }
    const text = formatTranscript(entries);
    expect(text).toContain("object-add");
    expect(text).not.toContain("hunter2");
    await using session = await connect({ transport: replayTranscript(parseTranscript(text)) });
    const replayed = await runCommands(session, "something else");
    expect(replayed.slice(0, 2)).toEqual(real.slice(0, 2));
    expect(replayed[2]).toMatchObject({ description: (real[2] as { description: string }).description });
  });
});
