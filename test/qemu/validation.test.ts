import { join } from "node:path";
import { expect, test } from "vitest";
import type { Command, Model } from "../../generator/model/index.js";
import { readSchema } from "../../generator/read-schema.js";
import { pruneModel } from "../../generator/resolve/prune.js";
import { verdictOn } from "../../generator/validate/line.js";
import { MessageValidator } from "../../generator/validate/message.js";
import { requests } from "../support/requests/requests.js";
import { describeWithEach } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import { acceptsForm, handWritten, isHarmful } from "./support/form-verdict.js";
import { bareMachine } from "./support/machine.js";
import { RawMonitor } from "./support/raw-monitor.js";
import { describeWithSource, schemas, type Version } from "./support/sources.js";

/** More requests, and other ones: `REQUESTS=20000 SEED=7 npx vitest run test/qemu/validation`. */
const { REQUESTS: count = "500", SEED: seed = "1" } = process.env;

const machines: readonly (readonly string[])[] = [
  bareMachine,
  ["-M", "q35", "-accel", "tcg", "-m", "32", "-display", "none", "-S", "-device", "virtio-balloon-pci"],
  ["-M", "microvm", "-accel", "tcg", "-m", "32", "-display", "none", "-nodefaults", "-S"],
];

function modelOf(folder: string, version: Version): Model {
  const { model } = readSchema(join(folder, schemas.emulator));
  if (model === undefined) throw new Error("QEMU's schema has no model");
  return pruneModel(model, definesOf("emulator", version));
}

describeWithEach("emulator", "validation against real QEMU", (binary, version) => {
  describeWithSource(version, "by its schema", (folder) => {
    const model = modelOf(folder, version);
    const validator = new MessageValidator(model);

    test(`gives the verdicts that it gives on ${count} requests`, { timeout: 3_600_000 }, async () => {
      using monitor = new RawMonitor(binary);
      const counts = { accept: 0, reject: 0 };
      const differing: string[] = [];
      for (const { command, text } of requests(model, Number(seed))) {
        if (counts.accept + counts.reject >= Number(count)) break;
        const ours = verdictOn(`{"kind": "command", "json": ${text}}`, validator);
        if (handWritten.has(command) || (ours === "accept" && isHarmful(text))) continue;
        const answer = await monitor.ask(text);
        const theirs = acceptsForm(answer) ? "accept" : "reject";
        counts[theirs]++;
        if (!ours.startsWith(theirs))
          differing.push(`${text}\n  ours: ${ours}\n  QEMU: ${answer ?? "ended"}`);
      }
      expect(differing).toEqual([]);
      // Both kinds in plenty, or nothing was shown.
      expect(Math.min(counts.accept, counts.reject)).toBeGreaterThan(Number(count) / 4);
    });

    test.each(machines)("accepts every message of a session: %s %s", async (...args) => {
      using monitor = new RawMonitor(binary, args);
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
      const refused = lines.filter((line) => verdictOn(line, validator) !== "accept");
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
