// Copies a disk to a qcow2 image with a backup job and prints the progress of the job.
// node dist/examples/backup.js [BINARY]
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompletionFailedError } from "qapi-ts";
import { launch } from "qapi-ts/node";
import { blockdevAdd, blockdevBackupAndWait, blockdevCreateAndWait, qmp, type QmpSession } from "qapi-ts/qmp";

const size = 8 * 1024 * 1024;

/** Creates a qcow2 image and adds it to the machine as the node `target`. */
async function addTarget(session: QmpSession, filename: string): Promise<void> {
  await writeFile(filename, "");
  await blockdevAdd(session, { driver: "file", "node-name": "target-file", filename });
  const options = { driver: "qcow2", file: "target-file", size } as const;
  await blockdevCreateAndWait(session, { "job-id": "create", options });
  await blockdevAdd(session, { driver: "qcow2", "node-name": "target", file: "target-file" });
}

async function backUp(session: QmpSession): Promise<void> {
  const backup = blockdevBackupAndWait(
    session,
    { "job-id": "backup", device: "source", target: "target", sync: "full", speed: size },
    { timeout: 60_000 },
  );
  // The loop ends when the job has ended, and throws the error of the job.
  for await (const { current, total } of backup) {
    console.log(`copied ${((100 * current) / total).toFixed()} %`);
  }
}

const folder = await mkdtemp(join(tmpdir(), "backup-"));
try {
  const source = join(folder, "source.raw");
  await writeFile(source, Buffer.alloc(size, "data"));
  await using machine = await launch({
    binary: process.argv[2] ?? "qemu-system-x86_64",
    args: ["-M", "none", "-display", "none", "-nodefaults"],
    protocol: qmp,
  });
  const { session } = machine;
  await blockdevAdd(session, { driver: "file", "node-name": "source", filename: source });
  const target = join(folder, "target.qcow2");
  await addTarget(session, target);
  await backUp(session);
  console.log(`the image has ${(await stat(target)).size} bytes`);
} catch (error) {
  if (!(error instanceof CompletionFailedError)) throw error;
  console.error("the job failed:", error.reason);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
