import { join } from "node:path";
import { expect, test } from "vitest";
import { qga } from "../../generated/qga/index.js";
import type { Command, Model } from "../../generator/model/index.js";
import { connectAgent } from "../../runtime/index.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import type { Request } from "../support/requests/requests.js";
import { describeWithEach, describeWithVersion } from "./support/binaries.js";
import { agentAt, bootGuest, describeWithGuest } from "./support/guest.js";
import { startAgent } from "./support/machine.js";
import { waitForListener } from "./support/ports.js";
import { RawAgent } from "./support/raw-agent.js";
import { describeWithSource } from "./support/sources.js";
import { compareResults, count, modelOf } from "./support/results.js";

/** Long enough for any number of requests. */
const timeout = 3_600_000;

/** The commands that only read, which are sent to an agent on the host that runs the tests. */
const harmless: ReadonlySet<string> = new Set([
  "guest-sync",
  "guest-sync-delimited",
  "guest-ping",
  "guest-info",
  "guest-exec-status",
  "guest-get-cpustats",
  "guest-get-diskstats",
  "guest-get-disks",
  "guest-get-fsinfo",
  "guest-get-host-name",
  "guest-get-load",
  "guest-get-memory-block-info",
  "guest-get-memory-blocks",
  "guest-get-osinfo",
  "guest-get-time",
  "guest-get-timezone",
  "guest-get-users",
  "guest-get-vcpus",
  "guest-network-get-interfaces",
  "guest-network-get-route",
  "guest-ssh-get-authorized-keys",
]);

/** Commands that end or pause a guest if they are accepted. */
const fatal = /^guest-(shutdown|suspend-|fsfreeze-freeze|set-time|set-vcpus|set-memory-blocks)/;

function commandsOf(model: Model): string[] {
  const commands = model.definitions.filter((each): each is Command => each.kind === "command");
  return commands.map(({ name }) => name).sort();
}

/** The commands of an agent, and whether they are enabled. */
async function commandsByAgent(agent: RawAgent): Promise<ReadonlyMap<string, boolean>> {
  const answer = JSON.parse(await agent.ask('{"execute": "guest-info"}')) as {
    return: { supported_commands: { name: string; enabled: boolean }[] };
  };
  return new Map(answer.return.supported_commands.map(({ name, enabled }) => [name, enabled]));
}

/** Compares results on enabled commands: an agent does not validate the arguments of disabled ones. */
async function expectSameResults(
  model: Model,
  path: string,
  isExcluded: (request: Request, accepted: boolean) => boolean,
): Promise<void> {
  using agent = new RawAgent(path);
  const offered = await commandsByAgent(agent);
  expect([...offered.keys()].sort()).toEqual(commandsOf(model));
  const { differing, accept, reject } = await compareResults(
    model,
    (text) => agent.ask(text),
    (request, accepted) => offered.get(request.command) !== true || isExcluded(request, accepted),
  );
  expect(differing).toEqual([]);
  expect(Math.min(accept, reject)).toBeGreaterThan(count / 4);
}

describeWithEach("guest agent", "validation against a real guest agent", (binary, version) => {
  describeWithSource(version, "with its schema", (folder) => {
    test(`gives the same results on ${count} read-only requests`, { timeout }, async () => {
      const model = modelOf(folder, "guest agent", version);
      // The agent refuses all other commands.
      const others = commandsOf(model).filter((name) => !harmless.has(name));
      await using machine = await startAgent(binary, others);
      await waitForListener(machine.path, () => machine.hasExited);
      await expectSameResults(model, machine.path, ({ command }) => !harmless.has(command));
    });
  });
});

describeWithGuest("validation against the agent within a real guest", (qemu) => {
  // The guest contains the agent that is installed on the host.
  describeWithVersion("guest agent", "7.2", "installed on the host", () => {
    describeWithSource("7.2", "with its schema", (folder) => {
      test(`gives the same results on ${count} requests`, { timeout }, async () => {
        const path = join(temporaryFolder(), "agent.sock");
        const booting = bootGuest(qemu, "", agentAt(path));
        await waitForListener(path);
        const connecting = connectAgent({ path, protocol: qga, timeout: 100_000, syncInterval: 200 });
        await using guest = await booting;
        await (await connecting).close();
        const isExcluded = ({ command }: Request, accepted: boolean): boolean =>
          accepted && fatal.test(command);
        await expectSameResults(modelOf(folder, "guest agent", "7.2"), path, isExcluded);
        expect(guest.machine.hasExited).toBe(false);
      });
    });
  });
});
