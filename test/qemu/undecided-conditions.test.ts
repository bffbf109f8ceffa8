import { existsSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { createPrinter, generate, readSchema } from "qapi-ts-generator";
import { expect, test } from "vitest";
import type { Command, Model } from "../../generator/model/index.js";
import { parseExactly } from "../../runtime/json.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { root } from "../support/compile.js";
import { describeWithEach } from "./support/binaries.js";
import { provocations } from "./support/provocations.js";
import { RawMonitor } from "./support/raw-monitor.js";
import { describeWithSource, schemas } from "./support/sources.js";

/** The functions that a target with validators generates. */
interface Validators {
  readonly validateReturn: (command: string, value: unknown) => unknown;
  readonly validateEvent: (event: string, data: unknown) => unknown;
}

/** The machine of each target. The binaries of other targets are tried if they are beside that of x86. */
const machines: Readonly<Record<string, readonly string[]>> = {
  x86_64: ["-M", "q35", "-accel", "tcg", "-m", "32,slots=2,maxmem=64M"],
  s390x: ["-M", "s390-ccw-virtio", "-accel", "tcg", "-m", "64"],
  aarch64: ["-M", "virt", "-cpu", "max", "-accel", "tcg", "-m", "64"],
};

describeWithEach("emulator", "bindings of every build", (installed, version) => {
  describeWithSource(version, "from QEMU's source", (source) => {
    for (const [target, machine] of Object.entries(machines)) {
      const binary = installed.replace("x86_64", target);
      const isPresent = target === "x86_64" || (isAbsolute(installed) && existsSync(binary));
      if (!isPresent)
        console.log(`not run: ${basename(binary)} ${version}, which is not beside ${installed}`);
      test.runIf(isPresent)(`accept what ${target} answers and emits`, { timeout: 120_000 }, async () => {
        const entry = join(source, schemas.emulator);
        const { model } = readSchema(entry);
        if (model === undefined) throw new Error("QEMU's schema has errors");
        const { validateReturn, validateEvent } = await generateValidators(entry);
        using monitor = new RawMonitor(binary, [...machine, "-display", "none", "-S", "-qmp", "stdio"]);
        const refused: unknown[] = [];
        let replies = 0;
        for (const { execute, arguments: args } of requestsOf(model, target)) {
          const answer = await monitor.ask(JSON.stringify({ execute, arguments: args }));
          const reply = parseExactly(answer ?? "{}") as { readonly return?: unknown };
          if (reply.return === undefined) continue;
          replies++;
          const error = validateReturn(execute, reply.return);
          if (error !== undefined) refused.push([execute, args, error]);
        }
        const events = monitor.received.filter((line) =>
          /^\{("timestamp": \{[^}]*\}, )?"event": /.test(line),
        );
        for (const line of events) {
          const { event, data } = parseExactly(line) as { readonly event: string; readonly data?: unknown };
          const error = validateEvent(event, data);
          if (error !== undefined) refused.push([event, data, error]);
        }
        expect(refused).toEqual([]);
        expect(replies).toBeGreaterThan(60);
        expect(events.length).toBeGreaterThan(5);
      });
    }
  });
});

/** Generates bindings without deciding any condition, and loads their validators. */
async function generateValidators(schema: string): Promise<Validators> {
  const out = temporaryFolder();
  const printer = createPrinter();
  const target = {
    schema,
    out,
    name: "Qmp",
    runtime: relative(out, join(root, "runtime/codegen.js")),
    validators: true,
    defines: undefined,
    reference: undefined,
  };
  const { diagnostics } = await generate(target, printer);
  await printer.close();
  expect(diagnostics).toEqual([]);
  return (await import(join(out, "validators.js"))) as Validators;
}

interface Request {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** Every query that needs no arguments, before, between and after what provokes events. */
function requestsOf(model: Model, target: string): readonly Request[] {
  const queries = model.definitions.filter(isPlainQuery).map(({ name }): Request => ({ execute: name }));
  const models = ["max", "qemu", "host", "qemu64"].map((name): Request => ({
    execute: "query-cpu-model-expansion",
    arguments: { type: "full", model: { name } },
  }));
  const provoke = provocations(target).filter(({ execute }) => model.byName.has(execute));
  return [...queries, ...models, ...provoke, ...queries];
}

function isPlainQuery(definition: Model["definitions"][number]): definition is Command {
  if (definition.kind !== "command" || !/^(x-)?query-/.test(definition.name)) return false;
  return definition.data.kind === "inline" && definition.data.members.every(({ optional }) => optional);
}
