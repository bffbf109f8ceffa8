import { basename } from "node:path";
import { readChardev, readShortDevice, type CharacterDevice } from "./character-device.js";
import { parseOptionList, type OptionList } from "./option-list.js";

/** What the command line of QEMU contains about a machine. */
export interface CommandLine {
  readonly program: string;
  /** The value of `-name`. */
  readonly name: string | undefined;
  readonly pidfile: string | undefined;
  readonly monitors: readonly MonitorOption[];
}

/** A monitor of QMP, and the text of the option. */
interface MonitorOption {
  readonly device: CharacterDevice;
  readonly source: string;
}

const qemuName = /^(qemu-system-[\w-]+|qemu-kvm|kvm|qemu-storage-daemon)$/;
const loaderName = /^ld(-linux|-musl|64)?[\w.-]*\.so[\d.]*$/;

/** Parses the arguments of a process. Returns undefined if it does not run QEMU. */
export function parseCommandLine(args: readonly string[]): CommandLine | undefined {
  const at = programIndex(args);
  const program = at === undefined ? undefined : basename(args[at] ?? "");
  if (at === undefined || program === undefined) return undefined;
  const options = optionsOf(args.slice(at + 1));
  const values = (...names: readonly string[]): string[] =>
    options.filter(([name]) => names.includes(name)).map(([, value]) => value);
  const [name, pidfile] = [values("name").at(-1), values("pidfile").at(-1)];
  return {
    program,
    name: name === undefined ? undefined : parseOptionList(name, "guest").get("guest"),
    pidfile,
    monitors: monitorsOf(options, chardevsOf(values("chardev")), program),
  };
}

/** The position of QEMU's name. A loader may start it: `/lib64/ld-linux-x86-64.so.2 --library-path PATH PROGRAM`. */
function programIndex(args: readonly string[]): number | undefined {
  const isLoader = loaderName.test(basename(args[0] ?? ""));
  const index = args.slice(0, isLoader ? 8 : 1).findIndex((each) => qemuName.test(basename(each)));
  return index < 0 ? undefined : index;
}

/** The options with their values. An option may have one dash or two; a value follows it, or `=` in the storage daemon. */
function optionsOf(args: readonly string[]): [name: string, value: string][] {
  return args.flatMap((each, index): [string, string][] => {
    const [, name, inline] = /^--?([\w-]+)(?:=(.*))?$/s.exec(each) ?? [];
    return name === undefined ? [] : [[name, inline ?? args[index + 1] ?? ""]];
  });
}

function chardevsOf(values: readonly string[]): ReadonlyMap<string, CharacterDevice> {
  const lists = values.map((value) => parseOptionList(value, "backend"));
  return new Map(lists.map((options) => [options.get("id") ?? "", readChardev(options)]));
}

function monitorsOf(
  options: readonly (readonly [string, string])[],
  chardevs: ReadonlyMap<string, CharacterDevice>,
  program: string,
): MonitorOption[] {
  const byId = (id: string | undefined): CharacterDevice => chardevs.get(id ?? "") ?? { kind: "private" };
  return options.flatMap(([name, value]): MonitorOption[] => {
    const source = `-${name} ${value}`;
    switch (name) {
      case "qmp":
      case "qmp-pretty":
        return [{ device: readShortDevice(value, chardevs), source }];
      case "mon": {
        const list = parseOptionList(value, "chardev");
        return list.get("mode") === "control" ? [{ device: byId(list.get("chardev")), source }] : [];
      }
      case "monitor": {
        // The storage daemon's has another form, and no human monitor.
        if (program !== "qemu-storage-daemon") return [];
        return [{ device: byId(readObject(value, "chardev").get("chardev")), source }];
      }
      case "object": {
        const object = readObject(value, "qom-type");
        return object.get("qom-type") === "monitor-qmp"
          ? [{ device: byId(object.get("chardev")), source }]
          : [];
      }
      default:
        return [];
    }
  });
}

/** Reads the value of an option that takes JSON, too. */
function readObject(text: string, implied: string): OptionList {
  if (!text.startsWith("{")) return parseOptionList(text, implied);
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return new Map(Object.entries(value).map(([key, member]) => [key, String(member)]));
  } catch {
    return new Map();
  }
}
