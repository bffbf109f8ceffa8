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
import type { QemuSource } from "./source.js";

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

/**
 * Prints the monitor's schema of every version, and the newest of the storage daemon and of the guest agent.
 * @param versions - the inputs, the newest version first.
 * @param sentences - the folder with the sentences.
 */
export function printSchemas(versions: readonly VersionInputs[], sentences: string): NamedSchema[] {
  const [newest] = versions;
  if (newest === undefined) return [];
  const ofMonitor = readSentences(join(sentences, "qmp"));
  const shared = "../extensions" as const;
  const own = "extensions" as const;
  const linked = (
    page: string,
    namespace: string,
    part: keyof Omit<QemuSource, "version">,
  ): Pick<PrintStyle, "referenceOf"> => ({
    referenceOf: referencesTo({ page, namespace }, newest.source[part]),
  });
  const monitor = { ...linked("qemu-qmp-ref", "QMP", "monitor"), sentences: ofMonitor, extensions: shared };
  const daemon = {
    ...linked("qemu-storage-daemon-qmp-ref", "QSD", "storageDaemon"),
    ...{ sentences: ofMonitor, extensions: own },
  };
  const agent = {
    ...linked("qemu-ga-ref", "QGA", "guestAgent"),
    ...{ sentences: readSentences(join(sentences, "qga")), extensions: own },
  };
  return [
    ...versions.map((version) => ({
      folder: join("qmp", version.name),
      extensions: shared,
      original: version.source.monitor,
      ...printMonitor(version, monitor),
    })),
    {
      ...{ folder: "qsd", extensions: own, original: newest.source.storageDaemon },
      ...printStorageDaemon(newest, daemon),
    },
    {
      ...{ folder: "qga", extensions: own, original: newest.source.guestAgent },
      ...printGuestAgent(newest, agent),
    },
  ];
}
