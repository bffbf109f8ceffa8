import { isOn, parseOptionList, type OptionList } from "./option-list.js";

/** The backend of a monitor, as a command line describes it. */
export type CharacterDevice =
  | { readonly kind: "unix"; readonly path: string }
  | {
      readonly kind: "tcp";
      readonly host: string;
      readonly port: string;
      readonly tls: boolean;
      readonly webSocket: boolean;
    }
  /** A listening socket that the process inherited. */
  | { readonly kind: "descriptor"; readonly fd: number }
  /** A backend that no other program can connect to, such as `stdio`, or a socket that QEMU connects itself. */
  | { readonly kind: "private" };

/** Reads the value of `-chardev`. */
export function readChardev(options: OptionList): CharacterDevice {
  const isServer = isOn(options.get("server"));
  if (options.get("backend") !== "socket" || !isServer || isOn(options.get("abstract")))
    return { kind: "private" };
  const [fd, path, port] = [options.get("fd"), options.get("path"), options.get("port")];
  if (fd !== undefined && /^\d+$/.test(fd)) return { kind: "descriptor", fd: Number(fd) };
  if (path !== undefined) return { kind: "unix", path };
  if (port === undefined) return { kind: "private" };
  const [tls, webSocket] = [options.has("tls-creds"), isOn(options.get("websocket"))];
  return { kind: "tcp", host: options.get("host") ?? "", port, tls, webSocket };
}

/**
 * Reads the value of `-qmp`, which is shorter: `unix:PATH,server=on`, `tcp:HOST:PORT,server`, `websocket:HOST:PORT`.
 * @param chardevs - the devices by id, for `chardev:ID`.
 */
export function readShortDevice(
  text: string,
  chardevs: ReadonlyMap<string, CharacterDevice>,
): CharacterDevice {
  const [, kind, rest = ""] = /^(unix|tcp|telnet|websocket|chardev):(.*)$/s.exec(text) ?? [];
  switch (kind) {
    case "chardev":
      return chardevs.get(rest) ?? { kind: "private" };
    case "unix":
      return readChardev(new Map([...parseOptionList(rest, "path"), ["backend", "socket"]]));
    case "tcp":
    case "telnet":
    case "websocket":
      return readPort(rest, kind === "websocket");
    case undefined:
    default:
      return { kind: "private" };
  }
}

function readPort(text: string, webSocket: boolean): CharacterDevice {
  const options = parseOptionList(text, "address");
  const [, host, port] = /^(.*):([^:]+)$/s.exec(options.get("address") ?? "") ?? [];
  if (host === undefined || port === undefined) return { kind: "private" };
  const address: [string, string][] = [
    ["backend", "socket"],
    ["host", host.replace(/^\[(.*)\]$/, "$1")],
    ["port", port],
    ...(webSocket ? ([["websocket", "on"]] as [string, string][]) : []),
  ];
  return readChardev(new Map([...options, ...address]));
}
