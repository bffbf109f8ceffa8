import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { mayBeEmpty, type Definition } from "../../generator/model/index.js";
import { CommandError, OlderServerError } from "../../runtime/index.js";
import { describeWithEach, describeWithTarget, describeWithVersion } from "./support/binaries.js";
import { monitorBindings, storageDaemonBindings, type Bindings } from "./support/bindings.js";
import { bareMachine, connectTo, start, type Machine } from "./support/machine.js";

/** Devices of several kinds, so that the replies are not empty. */
const devices: readonly string[] = [
  "-accel",
  "tcg",
  "-m",
  "64",
  "-display",
  "none",
  "-S",
  "-blockdev",
  "driver=null-co,node-name=n0,size=1048576,read-zeroes=on",
  "-device",
  "virtio-blk-pci,drive=n0,id=d0",
  "-netdev",
  "hubport,hubid=0,id=h0",
  "-device",
  "virtio-net-pci,netdev=h0,id=net0",
  "-device",
  "virtio-balloon-pci",
  "-device",
  "virtio-rng-pci",
  "-device",
  "virtio-serial-pci",
  "-object",
  "iothread,id=t0",
  "-object",
  "memory-backend-ram,id=m0,size=1M",
  "-chardev",
  "null,id=c0",
];

const socket = (folder: string): string => `unix:${join(folder, "monitor.sock")},server=on,wait=off`;

function startWithDevices(qemu: string, ...machine: readonly string[]): Promise<Machine> {
  return start(qemu, (folder) => [...machine, ...devices, "-qmp", socket(folder)]);
}

function startDaemon(binary: string): Promise<Machine> {
  return start(binary, (folder) => [
    "--blockdev",
    "driver=null-co,node-name=n0,size=1048576,read-zeroes=on",
    "--chardev",
    `socket,path=${join(folder, "monitor.sock")},server=on,wait=off,id=m`,
    "--monitor",
    "chardev=m",
  ]);
}

/** The commands without mandatory arguments that only read. */
function queriesOf(schema: string): string[] {
  const { model } = readSchema(resolve(import.meta.dirname, "../../schema", schema, "qapi-schema.json"));
  if (model === undefined) throw new Error(`${schema} is invalid`);
  const isQuery = (definition: Definition): boolean =>
    definition.kind === "command" &&
    /^(x-)?query-|^trace-event-get-state$/.test(definition.name) &&
    mayBeEmpty(model, definition.data);
  return model.definitions.filter(isQuery).map(({ name }) => name);
}

function functionName(command: string): string {
  return command.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

interface Outcome {
  readonly succeeded: readonly string[];
  /** The commands that failed otherwise than by an error of the server. */
  readonly rejected: readonly string[];
}

/** Calls every query of the bindings with their validators. */
async function runQueries(machine: Machine, bindings: Bindings): Promise<Outcome> {
  const problems: unknown[] = [];
  await using session = await connectTo(machine, {
    path: machine.path,
    protocol: bindings.protocol,
    validators: bindings.validators,
    validate: "both",
    onProblem: (problem) => problems.push(problem),
  });
  const succeeded: string[] = [];
  const rejected: string[] = [];
  for (const command of queriesOf(bindings.schema)) {
    const query = bindings.functions[functionName(command)] as (on: typeof session) => Promise<unknown>;
    try {
      await query(session);
      succeeded.push(command);
    } catch (error) {
      if (!(error instanceof CommandError)) rejected.push(`${command}: ${String(error)}`);
    }
  }
  expect(problems).toEqual([]);
  return { succeeded, rejected };
}

describeWithEach("emulator", "the bindings of its version", (qemu, version) => {
  test.each([
    ["q35", 60],
    ["none", 40],
  ])("reject no reply of real QEMU to a query: %s", { timeout: 120_000 }, async (board, least) => {
    await using machine = await (board === "none"
      ? start(qemu, (folder) => [...bareMachine, "-qmp", socket(folder)])
      : startWithDevices(qemu, "-M", board));
    const { succeeded, rejected } = await runQueries(machine, monitorBindings[version]);
    expect(rejected).toEqual([]);
    expect(succeeded.length).toBeGreaterThanOrEqual(least);
  });
});

describeWithTarget("aarch64", "11.1", "the newest bindings on another target", (qemu) => {
  test("reject no reply of real QEMU to a query", { timeout: 120_000 }, async () => {
    await using machine = await startWithDevices(qemu, "-M", "virt", "-cpu", "max");
    const { succeeded, rejected } = await runQueries(machine, monitorBindings["11.1"]);
    expect(rejected).toEqual([]);
    expect(succeeded.length).toBeGreaterThanOrEqual(58);
  });
});

describeWithVersion("storage daemon", "11.1", "the bindings of the storage daemon", (binary) => {
  test("reject no reply of the real daemon to a query", async () => {
    await using machine = await startDaemon(binary);
    const { succeeded, rejected } = await runQueries(machine, storageDaemonBindings);
    expect(rejected).toEqual([]);
    expect(succeeded.length).toBeGreaterThanOrEqual(8);
  });
});

describeWithEach("emulator", "a server of another version", (qemu, version) => {
  test.each(Object.entries(monitorBindings))(
    "is reported if it is older than the bindings of %s",
    async (name, bindings) => {
      await using machine = await start(qemu, (folder) => [...bareMachine, "-qmp", socket(folder)]);
      const problems: unknown[] = [];
      await using session = await connectTo(machine, {
        path: machine.path,
        protocol: bindings.protocol,
        onProblem: (problem) => problems.push(problem),
      });
      expect(session.state).toBe("connected");
      const expected = Number(version) < Number(name) ? [expect.any(OlderServerError)] : [];
      expect(problems).toEqual(expected);
      if (expected.length > 0) expect(problems[0]).toMatchObject({ import: `qapi-ts/qmp/${version}` });
    },
  );
});
