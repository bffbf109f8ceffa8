import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, root, rounds } from "./support/process.js";
import { qemuSource } from "./support/qemu-source.js";
import { median, printRows, row, rowBeside } from "./support/table.js";
import { WatchedSchema } from "./support/watch.js";

// Compares the generator with QEMU's, on QEMU's schema. The runs are interleaved, so that other load on the machine
// affects both.

const source = qemuSource();
const work = mkdtempSync(join(tmpdir(), "qapi-ts-bench-"));
const schema = join(work, "qapi", "qapi-schema.json");
const out = join(work, "out");

const qapiGenOut = join(work, "c");

const qapiGen = (): number =>
  measure("python3", [join(source, "scripts/qapi-gen.py"), "-b", "-o", qapiGenOut, schema]).milliseconds;
const qapiTs = (): number =>
  measure(process.execPath, [join(root, "generator/dist/cli/main.js"), "generate", schema, "--out", out])
    .milliseconds;

/** Measures a run into a missing folder. */
function cold(folder: string, run: () => number): number {
  rmSync(folder, { recursive: true, force: true });
  return run();
}

/** Adds a type to a module and measures a run. */
function afterChange(module: string, round: number): number {
  appendFileSync(join(work, "qapi", `${module}.json`), newType(module, round));
  return qapiTs();
}

function newType(module: string, round: number): string {
  const name = `Bench${module.replace(/\W/g, "")}${round}`;
  return `\n##\n# @${name}:\n#\n# @value: A value.\n#\n# Since: 1.0\n##\n{ 'struct': '${name}', 'data': { 'value': 'int' } }\n`;
}

interface Times {
  readonly qapiGenCold: number;
  readonly cold: number;
  /** A run over the previous output. The goals are relative to it. */
  readonly qapiGen: number;
  readonly unchanged: number;
  readonly small: number;
  readonly large: number;
  /** From saving a module to its written bindings, with `--watch`. */
  readonly watched: number;
}

async function oneRound(round: number, watched: WatchedSchema): Promise<Times> {
  return {
    qapiGenCold: cold(qapiGenOut, qapiGen),
    cold: cold(out, qapiTs),
    qapiGen: qapiGen(),
    unchanged: qapiTs(),
    small: afterChange("job", round),
    large: afterChange("block-core", round),
    watched: await watched.append(join(watchedFolder, "job.json"), newType("job", round)),
  };
}

cpSync(join(source, "qapi"), join(work, "qapi"), { recursive: true });
// A copy, so that the other measurements do not wake the watching process.
const watchedFolder = join(work, "watched");
cpSync(join(source, "qapi"), watchedFolder, { recursive: true });
const watched = await WatchedSchema.start(join(watchedFolder, "qapi-schema.json"), join(work, "watched-out"));
try {
  await oneRound(0, watched);
  const times: Times[] = [];
  for (let round = 1; round <= rounds(9); round++) times.push(await oneRound(round, watched));
  const of = (name: keyof Times): number => median(times.map((each) => each[name]));
  const floor = of("qapiGen");
  printRows("generate: milliseconds, over QEMU's scripts/qapi-gen.py", [
    row("cold", of("cold"), floor, 1.6),
    rowBeside("cold, relative to qapi-gen.py into an empty folder", of("cold"), of("qapiGenCold")),
    row("nothing changed", of("unchanged"), floor, 0.2),
    row("one module changed (job)", of("small"), floor, 0.6),
    row("one module changed (block-core, the largest)", of("large"), floor, 0.6),
    // 300 ms on a machine on which QEMU's generator takes 900 ms.
    row("watch: one module", of("watched"), floor, 0.33),
  ]);
} finally {
  watched.stop();
  rmSync(work, { recursive: true });
}
