import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { startShell } from "../support/shell.js";

const [interrupt, endOfInput] = ["\x03", "\x04"];

describeWithEach("emulator", "the shell on a real machine", (qemu) => {
  test("shows an event above the prompt while a line that wraps is typed, and leaves with Ctrl-D", async () => {
    await using shell = await startShell(qemu, [], [], { columns: 60 });
    const { program, other } = shell;
    const typed = `qom-list --path /${"machine/".repeat(12)}`;
    program.type(typed);
    await program.until((screen) => screen.replaceAll("\n", "").includes(typed));
    await other.call("stop");
    await program.until((screen) => screen.includes("  STOP"));
    await program.until((screen) => {
      const rows = screen.split("\n");
      const event = rows.findIndex((row) => row.includes("  STOP"));
      const line = rows.findIndex((row) => row.startsWith("vm1> qom-list"));
      return event < line && rows.slice(line).join("").startsWith(`vm1> ${typed}`);
    });
    // The event left one copy of the line.
    expect(program.rows.filter((row) => row.startsWith("vm1> qom-list"))).toHaveLength(1);
    program.type(interrupt);
    await program.line("vm1> ");
    program.type(endOfInput);
    expect(await program.end()).toBe(0);
  });

  test("reads JSON over several lines, completes it, and prints the result", async () => {
    await using shell = await startShell(qemu, ["-object", "throttle-group,id=group0"]);
    const { program } = shell;
    program.type("qom-list {\r");
    await program.line(" ... ");
    program.type('"pa\t');
    await program.line(' ... "path": ');
    program.type('"/obj\t\r}\r');
    await program.until((screen) => screen.includes("child<throttle-group>"));
    expect(program.rows.join("\n")).toContain(' ... "path": "/objects"');
    program.type("\x1b[A");
    await program.line('vm1> qom-list { "path": "/objects" }');
  });

  test("requests a confirmation of a command that ends the machine, unless --yes is given", async () => {
    await using shell = await startShell(qemu);
    const { program, machine } = shell;
    program.type("quit\r");
    await program.until((screen) => screen.endsWith("Run it? [y/N]"));
    program.type("n");
    await program.until((screen) => screen.includes("Not sent."));
    expect(machine.hasExited).toBe(false);
    program.type("quit\r");
    await program.until((screen) => screen.endsWith("Run it? [y/N]"));
    program.type("y");
    expect(await program.end()).toBe(0);
    await using unasked = await startShell(qemu, [], ["--yes"]);
    unasked.program.type("quit\r");
    expect(await unasked.program.end()).toBe(0);
    await unasked.machine.exited();
  });

  test("cancels a call with Ctrl-C, and never takes its late reply for another's", async () => {
    await using shell = await startShell(qemu);
    const { program, machine } = shell;
    machine.signal("SIGSTOP");
    program.type("query-version\r");
    await program.until((_, before) => before === "");
    program.type(interrupt);
    await program.until((screen) =>
      screen.includes("query-version: cancelled. The machine may have run it."),
    );
    machine.signal("SIGCONT");
    program.type("query-name\r");
    await program.until((screen) => screen.includes("Done."));
    expect(program.rows.join("\n")).not.toContain("qemu.major");
  });

  test("reports a machine that dies, and exits with 4", async () => {
    await using shell = await startShell(qemu);
    shell.program.type("query-sta");
    await shell.program.line("vm1> query-sta");
    shell.machine.signal("SIGKILL");
    expect(await shell.program.end()).toBe(4);
    expect(shell.program.output).toContain("The connection ended");
  });

  test("keeps the history in a private file, without commands that hold a secret", async () => {
    await using shell = await startShell(qemu);
    const { program, folder } = shell;
    program.type("query-status\r");
    await program.until((screen) => screen.includes("running"));
    program.type("object-add --qom-type secret --id s0 --data opensesame\r");
    await program.until((screen) => screen.includes("Done."));
    program.type("set_password --protocl vnc --password hunter2\r");
    await program.until((screen) => screen.includes("protocl"));
    program.type("query-version\r");
    await program.until((screen) => screen.includes("qemu.major"));
    const file = join(folder, "qapi-ts-tools/history");
    expect(readFileSync(file, "utf8").split("\n")).toEqual(["query-status", "query-version", ""]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    program.type("\x1b[A\x1b[A");
    await program.line("vm1> query-status");
  });

  test("explains a command, and corrects a misspelt one", async () => {
    await using shell = await startShell(qemu);
    const { program } = shell;
    program.type("help job-canc\t\r");
    await program.until(
      (screen) => screen.includes("job-cancel (command, since 3.0)") && screen.includes("str, required"),
    );
    program.type("query-statuss\r");
    await program.until((screen) => screen.includes('(did you mean "query-status"?)'));
    program.type("help\r");
    await program.until((screen) => screen.includes("Ctrl-C"));
  });

  test("offers names of the machine, and never sends its control characters to the terminal", async () => {
    const evil = "a\x1b]0;owned\x07b";
    await using shell = await startShell(qemu, ["-chardev", "null,id=serial0"]);
    const { program, other } = shell;
    program.type("chardev-remove --id \t");
    await program.until((screen, before) => before.endsWith("--id ") && screen.includes("serial0"));
    program.type("ser\t");
    await program.line("vm1> chardev-remove --id serial0 ");
    program.type(interrupt);
    // A server quotes what it was sent.
    program.type(`qom-list --path '/objects/nothing"x'\r`);
    await program.until((screen) => screen.includes("not found"));
    await other.call("qom-set", { path: "/machine", property: "firmware", value: evil });
    program.type("qom-get --path /machine --property firmware\r");
    await program.until((screen) => screen.includes("\\u001b]0;owned\\u0007"));
    expect(program.output).not.toContain("\x1b]0;");
  });
});
