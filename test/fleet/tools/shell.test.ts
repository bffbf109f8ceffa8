import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { qmp } from "../../tools/support/run-qmp.js";
import { TerminalProgram } from "../../tools/support/terminal-program.js";
import { describeWithNats } from "../support/nats-server.js";
import { startRealFleet, type RealFleet, type ServedMachine } from "../support/real-machine.js";
import { use } from "../support/use.js";

interface Started extends RealFleet {
  readonly served: ServedMachine;
  readonly shell: TerminalProgram;
  readonly prompt: string;
}

async function startShell(binary: string, ...qemuArgs: readonly string[]): Promise<Started> {
  const fleet = await startRealFleet(binary);
  const served = await fleet.serve("h1", ...qemuArgs);
  const shell = use(new TerminalProgram(["shell", "--timeout", "20", served.target], { env: fleet.env }));
  const prompt = `${served.target}> `;
  await shell.line(prompt);
  return { ...fleet, served, shell, prompt };
}

/** Types a command until the screen shows the text after it. */
async function typeUntil(shell: TerminalProgram, command: string, text: string): Promise<void> {
  const countOf = (screen: string): number => screen.split(text).length;
  const before = countOf(shell.rows.join("\n"));
  for (;;) {
    const rows = shell.rows.filter((row) => row.endsWith(`> ${command}`)).length;
    shell.type(`${command}\r`);
    await shell.until(
      (screen, beforeCursor) =>
        screen.split("\n").filter((row) => row.endsWith(`> ${command}`)).length > rows &&
        beforeCursor.endsWith("> "),
    );
    if (countOf(shell.rows.join("\n")) > before) return;
  }
}

describeWithNats("qmp shell of a machine of a fleet", () => {
  describeWithEach("emulator", "on a real machine", (binary) => {
    test("completes names of commands and of the machine, and shows results, errors and events", async () => {
      const { shell, served, prompt, env } = await startShell(binary, "-chardev", "null,id=serial0");
      shell.type("query-statu\t");
      await shell.until((_, before) => before.startsWith(`${prompt}query-status`));
      shell.type("\r");
      await shell.until((screen) => screen.includes("running"));
      shell.type("chardev-remove --id \t");
      await shell.until((screen) => screen.includes("serial0"));
      shell.type("ser\t");
      await shell.line(`${prompt}chardev-remove --id serial0 `);
      shell.type("\r");
      await shell.until((screen) => screen.includes("\nDone."));
      shell.type("chardev-remove --id serial0\r");
      await shell.until((screen) => screen.includes("serial0' not found"));
      shell.type("query-n");
      await shell.line(`${prompt}query-n`);
      await qmp(["exec", served.target, "stop"], { env });
      // The line that is typed stays below the event.
      await shell.until((screen, before) => screen.includes("  STOP") && before === `${prompt}query-n`);
      shell.type("\x03quit\r");
      await shell.until((screen) => screen.endsWith("Run it? [y/N]"));
      shell.type("y");
      await shell.until((screen) => screen.includes('refused by the rule "allow change"'));
      expect(served.machine.hasExited).toBe(false);
      shell.type("\x04");
      expect(await shell.end()).toBe(0);
    });

    test("ends when the machine ends, as over a socket", async () => {
      const { shell, served } = await startShell(binary);
      served.machine.signal("SIGKILL");
      await shell.until((screen) => screen.includes("the machine has ended, or closed its monitor"));
      expect(await shell.end()).toBe(4);
    });

    test("stays open while the owner and NATS end, and reports that events may have been missed", async () => {
      const { shell, served, nats } = await startShell(binary);
      served.owner.signal("SIGKILL");
      await served.serveAgain();
      await shell.until((screen) => screen.split("events may have been missed").length === 2);
      await typeUntil(shell, "query-status", "running");
      await nats.kill();
      await typeUntil(shell, "stop", "no connection to NATS");
      await nats.start();
      await shell.until((screen) => screen.split("events may have been missed").length >= 3);
      await typeUntil(shell, "query-status", "running");
      expect(shell.rows.join("\n")).not.toContain("  STOP");
    });
  });
});
