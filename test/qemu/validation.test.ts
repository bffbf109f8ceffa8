import { expect, test } from "vitest";
import type { Command, Model } from "../../generator/model/index.js";
import { MessageValidator, validateLine } from "../../generator/validate/message.js";
import { describeWithEach } from "./support/binaries.js";
import { hasOwnValidation, isHarmful } from "./support/request-errors.js";
import { bareMachine } from "./support/machine.js";
import { RawMonitor, storageDaemonMonitor } from "./support/raw-monitor.js";
import { describeWithSource } from "./support/sources.js";
import { compareResults, count, modelOf } from "./support/results.js";

const programs = [
  ["emulator", undefined],
  ["storage daemon", storageDaemonMonitor],
] as const;

for (const [program, args] of programs) {
  describeWithEach(program, `validation against the real ${program}`, (binary, version) => {
    describeWithSource(version, "with its schema", (folder) => {
      test(`gives the same results on ${count} requests`, { timeout: 3_600_000 }, async () => {
        using monitor = new RawMonitor(binary, args);
        const { differing, accept, reject } = await compareResults(
          modelOf(folder, program, version),
          (text) => monitor.ask(text),
          ({ command, text }, accepted) => hasOwnValidation.has(command) || (accepted && isHarmful(text)),
        );
        expect(differing).toEqual([]);
        // With few of either kind, the comparison shows nothing.
        expect(Math.min(accept, reject)).toBeGreaterThan(count / 4);
      });
    });
  });
}

const machines: readonly (readonly string[])[] = [
  bareMachine,
  ["-M", "q35", "-accel", "tcg", "-m", "32", "-display", "none", "-S", "-device", "virtio-balloon-pci"],
  ["-M", "microvm", "-accel", "tcg", "-m", "32", "-display", "none", "-nodefaults", "-S"],
];

describeWithEach("emulator", "validation of messages of real QEMU", (binary, version) => {
  describeWithSource(version, "with its schema", (folder) => {
    test.each(machines)("accepts every message of a session: %s %s", async (...args) => {
      const model = modelOf(folder, "emulator", version);
      const validator = new MessageValidator(model);
      using monitor = new RawMonitor(binary, [...args, "-qmp", "stdio"]);
      const lines: string[] = [];
      for (const command of [
        ...model.definitions.filter(isPlainQuery).map(nameOf),
        "cont",
        "stop",
        "no-such",
      ]) {
        const answer = await monitor.ask(JSON.stringify({ execute: command }));
        const kind = answer?.startsWith('{"error"') === true ? "error" : "reply";
        lines.push(`{"kind": "${kind}", "command": "${command}", "json": ${answer ?? "null"}}`);
      }
      const events = monitor.received.filter((line) => line.includes('"event": '));
      lines.push(...events.map((line) => `{"kind": "event", "json": ${line}}`));
      const refused = lines.filter((line) => validateLine(line, validator) !== "accept");
      expect(refused).toEqual([]);
      expect(lines.length).toBeGreaterThan(60);
      expect(events.length).toBeGreaterThan(0);
    });
  });
});

function isPlainQuery(definition: Model["definitions"][number]): definition is Command {
  return definition.kind === "command" && /^(x-)?query-/.test(definition.name) && takesNothing(definition);
}

function takesNothing({ data }: Command): boolean {
  return data.kind === "inline" && data.members.every((member) => member.optional);
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
