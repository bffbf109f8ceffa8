// Migrates a machine to another QEMU process and prints the progress of the migration.
// node dist/examples/migration.js [BINARY]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, type Launched } from "qapi-ts/node";
import {
  contAndWait,
  migrateAndWait,
  migrateIncoming,
  qmp,
  queryStatus,
  type QmpProtocol,
} from "qapi-ts/qmp";

function start(...more: readonly string[]): Promise<Launched<QmpProtocol>> {
  return launch({
    binary: process.argv[2] ?? "qemu-system-x86_64",
    args: ["-M", "q35", "-m", "64", "-display", "none", "-nodefaults", "-S", ...more],
    protocol: qmp,
  });
}

const folder = await mkdtemp(join(tmpdir(), "migration-"));
try {
  const uri = `unix:${join(folder, "migration.sock")}`;
  await using source = await start();
  await using target = await start("-incoming", "defer");
  await migrateIncoming(target.session, { uri });

  const migration = migrateAndWait(source.session, { uri }, { timeout: 60_000 });
  for await (const { current, total } of migration) {
    console.log(`sent ${current} of ${total} bytes`);
  }

  // The target was started with -S, so it stays paused until it is continued.
  await contAndWait(target.session);
  console.log("source:", (await queryStatus(source.session)).status);
  console.log("target:", (await queryStatus(target.session)).status);
} finally {
  await rm(folder, { recursive: true });
}
