import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { qga } from "../../generated/qga/index.js";
import type { Command, Model } from "../../generator/model/index.js";
import { connectAgent } from "../../runtime/index.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import type { Request } from "../support/requests/requests.js";
import { describeWithEach, describeWithVersion } from "./support/binaries.js";
import { agentAt, bootGuest, describeWithGuest } from "./support/guest.js";
import { start } from "./support/machine.js";
import { RawAgent } from "./support/raw-agent.js";
import { describeWithSource } from "./support/sources.js";
import { compareVerdicts, count, modelOf } from "./support/verdicts.js";

/** For as many requests as anybody may want. */
const timeout = 3_600_000;

/** All that an agent on the machine that runs the tests is asked: what reads, and no more. */
const harmless: ReadonlySet<string> = new Set([
  ...["guest-sync", "guest-sync-delimited", "guest-ping", "guest-info", "guest-exec-status"],
  ...[
    "guest-get-cpustats",
    "guest-get-diskstats",
    "guest-get-disks",
    "guest-get-fsinfo",
    "guest-get-host-name",
  ],
  ...["guest-get-load", "guest-get-memory-block-info", "guest-get-memory-blocks", "guest-get-osinfo"],
  ...["guest-get-time", "guest-get-timezone", "guest-get-users", "guest-get-vcpus"],
  ...["guest-network-get-interfaces", "guest-network-get-route", "guest-ssh-get-authorized-keys"],
]);

/** What ends a guest, or makes it stand still, should it be taken. */
const fatal = /^guest-(shutdown|suspend-|fsfreeze-freeze|set-time|set-vcpus|set-memory-blocks)/;

function commandsOf(model: Model): string[] {
  const commands = model.definitions.filter((each): each is Command => each.kind === "command");
  return commands.map(({ name }) => name).sort();
}

/** What an agent has, and whether it would do it. */
async function offeredBy(agent: RawAgent): Promise<ReadonlyMap<string, boolean>> {
  const answer = JSON.parse(await agent.ask('{"execute": "guest-info"}')) as {
    return: { supported_commands: { name: string; enabled: boolean }[] };
  };
  return new Map(answer.return.supported_commands.map(({ name, enabled }) => [name, enabled]));
}

/** Compares verdicts on what the agent would do: of a disabled command it looks at nothing but the name. */
async function expectSameVerdicts(
  model: Model,
  path: string,
  spared: (request: Request, accepted: boolean) => boolean,
): Promise<void> {
  using agent = new RawAgent(path);
  const offered = await offeredBy(agent);
  expect([...offered.keys()].sort()).toEqual(commandsOf(model));
  const { differing, accept, reject } = await compareVerdicts(
    model,
    (text) => agent.ask(text),
    (request, accepted) => offered.get(request.command) !== true || spared(request, accepted),
  );
  expect(differing).toEqual([]);
  expect(Math.min(accept, reject)).toBeGreaterThan(count / 4);
}

describeWithEach("guest agent", "validation against a real guest agent", (binary, version) => {
  describeWithSource(version, "by its schema", (folder) => {
    test(`gives the verdicts that it gives on ${count} requests that do nothing`, { timeout }, async () => {
      const model = modelOf(folder, "guest agent", version);
      // It would not do anything else, whatever it was asked.
      const others = commandsOf(model).filter((name) => !harmless.has(name));
      await using machine = await start(binary, (own) => [
        ...["-m", "unix-listen", "-p", join(own, "monitor.sock"), "-t", own],
        ...["-f", join(own, "agent.pid"), "-b", others.join(",")],
      ]);
      while (!existsSync(machine.path) && !machine.hasExited) await sleep(20);
      await expectSameVerdicts(model, machine.path, ({ command }) => !harmless.has(command));
    });
  });
});

describeWithGuest("validation against the agent within a real guest", (qemu) => {
  // The guest has the agent that is installed here.
  describeWithVersion("guest agent", "7.2", "which is ours", () => {
    describeWithSource("7.2", "by its schema", (folder) => {
      test(`gives the verdicts that it gives on ${count} requests of any kind`, { timeout }, async () => {
        const path = join(temporaryFolder(), "agent.sock");
        const booting = bootGuest(qemu, "", agentAt(path));
        while (!existsSync(path)) await sleep(20);
        const connecting = connectAgent({ path, protocol: qga, timeout: 100_000, syncInterval: 200 });
        await using guest = await booting;
        await (await connecting).close();
        const spared = ({ command }: Request, accepted: boolean): boolean => accepted && fatal.test(command);
        await expectSameVerdicts(modelOf(folder, "guest agent", "7.2"), path, spared);
        expect(guest.machine.hasExited).toBe(false);
      });
    });
  });
});
