import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { askBinary, readAnswers, type Answer } from "./answers.js";
import { askAgent, readAgentInfo, type AgentInfo } from "./ask-agent.js";
import { askEmulators, emulatorsIn, type VersionDevices } from "./devices.js";
import { readSource, type QemuSource } from "./source.js";
import type { QemuVersion } from "./versions.js";

/** What the schemas of one version are printed from. */
export interface PrintInputs {
  readonly source: QemuSource;
  /** The answers of the emulators and of the storage daemon. */
  readonly answers: readonly Answer[];
  readonly agent: AgentInfo;
}

/** The folders of one version's inputs. */
interface InputFolders {
  readonly binaries: string;
  /** The file with the devices of the emulators. They are not queried again while it exists. */
  readonly devices: string;
  readonly source: string;
  /** The answers of the binaries. They are not queried again while it exists. */
  readonly answers: string;
  readonly agent: string;
}

function foldersOf(folder: string): InputFolders {
  return {
    binaries: folder,
    devices: join(folder, "devices.json"),
    source: join(folder, "source"),
    answers: join(folder, "answers"),
    agent: join(folder, "answers", "agent"),
  };
}

/** Reads the inputs of one version from a folder, after what it lacks is fetched from Debian and queried from the binaries. */
export async function readInputs(version: QemuVersion, folder: string): Promise<PrintInputs> {
  const folders = foldersOf(folder);
  if (!existsSync(folders.source)) fetch("fetch-source.sh", [folders.source, version.source]);
  if (!existsSync(folders.answers)) {
    fetchBinaries(version, folders.binaries);
    await askBinaries(join(folders.binaries, "bin"), folders.answers);
  }
  const agent = join(folders.agent, "guest-info.json");
  return {
    source: readSource(folders.source),
    answers: readAnswers(folders.answers),
    agent: readAgentInfo(JSON.parse(readFileSync(agent, "utf8")), agent),
  };
}

/** Reads the devices of one version from a folder, after they are queried from the binaries in it. */
export async function readDevices(version: QemuVersion, folder: string): Promise<VersionDevices> {
  const { binaries, devices: file } = foldersOf(folder);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as VersionDevices;
  fetchBinaries(version, binaries);
  const devices = await askEmulators(emulatorsIn(join(binaries, "bin")));
  writeFileSync(`${file}.new`, JSON.stringify(devices));
  renameSync(`${file}.new`, file);
  return devices;
}

function fetchBinaries({ suite, packages }: QemuVersion, folder: string): void {
  fetch("fetch-binaries.sh", [folder, suite, ...packages]);
}

/** Runs a script of this folder. npm runs this program in the repository. */
function fetch(script: string, options: readonly string[]): void {
  const { status } = spawnSync("sh", [join("schema/print", script), ...options], { stdio: "inherit" });
  if (status !== 0) throw new Error(`schema/print/${script} failed`);
}

/** A build of the x86 emulator for one kind of machine only, which lacks what the full build has. */
const partial = /-microvm$/;

/** Asks the binaries of a folder and writes their answers. The folder of the answers exists only if it is complete. */
async function askBinaries(binaries: string, answers: string): Promise<void> {
  const unfinished = `${answers}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, "agent"), { recursive: true });
  const write = (name: string, answer: unknown): void => {
    writeFileSync(join(unfinished, `${name}.json`), `${JSON.stringify(answer)}\n`);
  };
  for (const name of readdirSync(binaries).filter((each) => !partial.test(each))) {
    const path = join(binaries, name);
    if (name === "qemu-ga") write("agent/guest-info", await askAgent(path));
    else write(name, await askBinary(path));
  }
  renameSync(unfinished, answers);
}
