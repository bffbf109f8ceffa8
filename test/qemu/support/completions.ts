import {
  balloonCompletion,
  dumpGuestMemoryCompletion,
  migrateCompletion,
} from "../../../generated/qmp/index.js";
import type { Completion } from "../../../runtime/index.js";

/** How commands of QEMU's complete, as the shipped annotations say: what they claim is true of real QEMU. */
export {
  blockCommitCompletion as blockCommit,
  blockdevBackupCompletion as blockdevBackup,
  blockdevCreateCompletion as blockdevCreate,
  blockdevMirrorCompletion as blockdevMirror,
  blockStreamCompletion as blockStream,
  contCompletion as cont,
  deviceDelCompletion as deviceDel,
  snapshotSaveCompletion as snapshotSave,
  stopCompletion as stop,
  systemPowerdownCompletion as systemPowerdown,
} from "../../../generated/qmp/index.js";

/** Small as the machines are, there is progress to see only for who looks often. */
function lookingOften(completion: Completion): Completion {
  const { progress } = completion;
  return progress === undefined ? completion : { ...completion, progress: { ...progress, interval: 20 } };
}

export const balloon: Completion = lookingOften(balloonCompletion);
export const dumpGuestMemory: Completion = lookingOften(dumpGuestMemoryCompletion);
export const migrate: Completion = lookingOften(migrateCompletion);
