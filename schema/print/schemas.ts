import { join } from "node:path";
import type { Model } from "qapi-ts-generator";
import type { PrintInputs } from "./inputs.js";
import {
  printGuestAgent,
  printMonitor,
  printStorageDaemon,
  type PrintedSchema,
  type PrintStyle,
} from "./print.js";
import { referencesTo } from "./reference.js";
import { readSentences } from "./sentences.js";

/** A printed schema and where it belongs. */
export interface NamedSchema extends PrintedSchema {
  /** The folder relative to `schema/`, for example `qmp/10.0`. */
  readonly folder: string;
  readonly extensions: PrintStyle["extensions"];
  /** The model in QEMU's sources. */
  readonly original: Model;
}

/** One version's inputs. */
export interface VersionInputs extends PrintInputs {
  /** For example `10.0`. */
  readonly name: string;
}

/** The pages of QEMU's reference. */
const pages = {
  monitor: { page: "qemu-qmp-ref", namespace: "QMP" },
  storageDaemon: { page: "qemu-storage-daemon-qmp-ref", namespace: "QSD" },
  guestAgent: { page: "qemu-ga-ref", namespace: "QGA" },
} as const;

/**
 * Prints the monitor's schema of every version, and the newest of the storage daemon and of the guest agent.
 * @param versions - the inputs, the newest version first.
 * @param folder - the folder with the sentences.
 */
export function printSchemas(versions: readonly VersionInputs[], folder: string): NamedSchema[] {
  const [newest] = versions;
  if (newest === undefined) return [];
  const [ofMonitor, ofAgent] = [readSentences(join(folder, "qmp")), readSentences(join(folder, "qga"))];
  const styleOf = (part: keyof typeof pages, extensions: PrintStyle["extensions"]): PrintStyle => ({
    sentences: part === "guestAgent" ? ofAgent : ofMonitor,
    referenceOf: referencesTo(pages[part], newest.source[part]),
    extensions,
  });
  const [shared, daemon, agent] = [
    styleOf("monitor", "../extensions"),
    styleOf("storageDaemon", "extensions"),
    styleOf("guestAgent", "extensions"),
  ];
  return [
    ...versions.map((version) => ({
      folder: `qmp/${version.name}`,
      extensions: shared.extensions,
      original: version.source.monitor,
      ...printMonitor(version, shared),
    })),
    {
      folder: "qsd",
      extensions: daemon.extensions,
      original: newest.source.storageDaemon,
      ...printStorageDaemon(newest, daemon),
    },
    {
      folder: "qga",
      extensions: agent.extensions,
      original: newest.source.guestAgent,
      ...printGuestAgent(newest, agent),
    },
  ];
}
