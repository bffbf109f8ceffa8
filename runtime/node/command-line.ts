import { escapeText } from "../errors/index.js";
import { isNumeric, isObject, type JsonObject, objectOf, stringifyJson } from "../json.js";
import type { AnyProtocol, ArgumentsOf, Protocol, ProtocolDescriptor } from "../protocol.js";

/** Options of {@link commandLine}. */
export interface CommandLineOptions<P extends Protocol = AnyProtocol> extends MachineOptions<P> {
  /** The protocol whose types the options have. Default: untyped. */
  readonly protocol?: ProtocolDescriptor<P> | undefined;
}

/**
 * Returns the arguments of QEMU for options in the types of the protocol: `launch` starts QEMU with them. Each option is
 * two arguments, the name and its value; no value can become another option. `args` come last.
 * @throws TypeError if a value cannot be written.
 */
export function commandLine<P extends Protocol = AnyProtocol>(options: CommandLineOptions<P>): string[] {
  return optionArguments(options, "-");
}

/** @param prefix - precedes the names of options: the storage daemon's have two hyphens. */
export function optionArguments<P extends Protocol>(
  { machine, display, protocol, args = [], ...lists }: CommandLineOptions<P>,
  prefix: "-" | "--",
): string[] {
  const { object = [], chardev = [], audiodev = [], blockdev = [], netdev = [], device = [] } = lists;
  const option = (name: string, value: string): readonly string[] => [prefix + name, value];
  const json = (name: string, command: string, values: readonly unknown[]): readonly string[] =>
    values.flatMap((value) => option(name, jsonOption(prefix + name, encoded(protocol, command, value))));
  return [
    ...(machine === undefined ? [] : option("machine", keyedOption(machine))),
    ...json("object", "object-add", object),
    ...chardev.flatMap((value) => option("chardev", chardevOption(value))),
    ...json("audiodev", "", audiodev),
    ...json("blockdev", "blockdev-add", blockdev),
    ...json("netdev", "netdev_add", netdev),
    ...json("device", "device_add", device),
    ...json("display", "", display === undefined ? [] : [display]),
    ...args,
  ];
}

/** Replaces bytes by base64, as in the arguments of the command. */
function encoded<P extends Protocol>(
  protocol: ProtocolDescriptor<P> | undefined,
  command: string,
  value: unknown,
): unknown {
  const codec = protocol?.base64;
  if (codec === undefined || typeof value !== "object" || value === null) return value;
  return codec.encodeArguments(command, value);
}

function jsonOption(option: string, value: unknown): string {
  const text = typeof value === "object" && value !== null ? stringifyJson(value) : undefined;
  // QEMU takes text that begins with a brace as JSON, and other text as keys and values.
  if (text?.startsWith("{") === true) return text;
  throw new TypeError(`the value of ${option} is not an object`);
}

/** The value of a keyed option. Members of objects become keys with dots. */
export type KeyedValue =
  string | number | bigint | boolean | readonly KeyedValue[] | { readonly [key: string]: KeyedValue };

/** The type of the machine and its properties: `{ type: "q35", accel: "kvm", "smp": { cpus: 4 } }`. */
export interface MachineProperties {
  readonly [property: string]: KeyedValue;
  readonly type: string;
}

/** Values of a protocol without a schema. */
type OpenObject = Readonly<Record<string, unknown>>;

/** Whether a protocol is `AnyProtocol`, which is `any`. */
type IsAny<P> = 0 extends 1 & P ? true : false;

type Commands<P extends Protocol> = IsAny<P> extends true ? object : P["commands"];

/** The arguments of a command; open if the protocol lacks it. */
type ArgumentsFor<P extends Protocol, K extends string> =
  Commands<P> extends Readonly<Record<K, infer E>> ? NonNullable<ArgumentsOf<E>> : OpenObject;

/** What a command returns; open if the protocol lacks it. */
type ReturnOf<P extends Protocol, K extends string> =
  Commands<P> extends Readonly<Record<K, { returns: infer R }>> ? R : OpenObject;

type ElementOf<T> = T extends readonly (infer E)[] ? E : T;

/** A device: typed by its driver in a program that imports the module of devices of the protocol. */
type DeviceFor<P extends Protocol> =
  IsAny<P> extends true
    ? OpenObject
    : P extends { readonly device: infer D extends object }
      ? D
      : ArgumentsFor<P, "device_add">;

/**
 * Options of QEMU's command line in the types of the protocol. They are written as JSON, except `machine` and `chardev`,
 * which QEMU takes as keys and values. Requires QEMU 7.2 or newer.
 */
export interface MachineOptions<P extends Protocol = AnyProtocol> {
  /** `-machine`. Default: QEMU's default machine. */
  readonly machine?: MachineProperties | undefined;
  /** `-object`, in the types of `object-add`. */
  readonly object?: readonly ArgumentsFor<P, "object-add">[] | undefined;
  /** `-chardev`, in the types of `chardev-add`. */
  readonly chardev?: readonly ArgumentsFor<P, "chardev-add">[] | undefined;
  /** `-audiodev`, in the types of `query-audiodevs`. */
  readonly audiodev?: readonly ElementOf<ReturnOf<P, "query-audiodevs">>[] | undefined;
  /** `-blockdev`, in the types of `blockdev-add`. */
  readonly blockdev?: readonly ArgumentsFor<P, "blockdev-add">[] | undefined;
  /** `-netdev`, in the types of `netdev_add`. */
  readonly netdev?: readonly ArgumentsFor<P, "netdev_add">[] | undefined;
  /** `-device`, in the types of `device_add`, or typed by driver. A bus comes before the devices on it. */
  readonly device?: readonly DeviceFor<P>[] | undefined;
  /** `-display`, in the types of `query-display-options`. */
  readonly display?: ReturnOf<P, "query-display-options"> | undefined;
  /** Further arguments, unchanged. `-daemonize` is not supported by `launch`. */
  readonly args?: readonly string[] | undefined;
}

/** The keys of `-chardev` that differ from the members of `chardev-add`, by backend. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  file: { out: "path", in: "input-path" },
  parallel: { device: "path" },
  pipe: { device: "path" },
  serial: { device: "path" },
  spiceport: { fqdn: "name" },
  spicevmc: { type: "name" },
};

/**
 * Writes the arguments of `chardev-add` as the keys and values of `-chardev`.
 * @throws TypeError if they have no backend, or an address that `-chardev` does not take.
 */
function chardevOption(chardev: object): string {
  const { id, backend } = chardev as JsonObject;
  if (!isObject(backend) || typeof backend["type"] !== "string") {
    throw new TypeError("a chardev has no backend with a type");
  }
  const { type, data } = backend;
  const members = isObject(data) ? Object.entries(data).map((each) => chardevKey(type, each)) : [];
  return keyedOption(Object.assign({ backend: type, id }, ...members) as object);
}

function chardevKey(type: string, [name, value]: readonly [string, unknown]): JsonObject {
  if (value === undefined) return {};
  if (type === "socket" && name === "addr") return address(value);
  if (type === "udp" && name === "remote") return address(value, ["inet"]);
  if (type === "udp" && name === "local") return localAddress(address(value, ["inet"]));
  return { [renamed[type]?.[name] ?? name]: value };
}

/** Returns the members of a `SocketAddressLegacy` by the keys of `-chardev`. */
function address(value: unknown, types: readonly string[] = ["inet", "unix", "fd"]): JsonObject {
  const { type, data } = objectOf(value);
  if (typeof type !== "string" || !types.includes(type) || !isObject(data)) {
    throw new TypeError(`-chardev takes only addresses of the types ${types.join(", ")}`);
  }
  return type === "fd" ? { fd: data["str"] } : data;
}

function localAddress({ host, port }: JsonObject): JsonObject {
  return { localaddr: host, localport: port };
}

/** A key and its value as text. */
type KeyAndText = readonly [key: string, text: string];

/**
 * Writes an option as keys and values: `type=q35,accel=kvm`. Commas in values are doubled, so that a value cannot become
 * another key.
 * @throws TypeError if a key is not a name, or a value is null, not finite or of another type.
 */
function keyedOption(values: object): string {
  return pairs("", values)
    .map(([key, text]) => `${key}=${text.replaceAll(",", ",,")}`)
    .join(",");
}

function pairs(path: string, value: unknown): readonly KeyAndText[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each, index) => pairs(keyIn(path, String(index)), each));
  if (isObject(value)) return Object.entries(value).flatMap(([key, each]) => pairs(keyIn(path, key), each));
  return [[path, scalarText(path, value)]];
}

const namePattern = /^[\w.-]+$/;

function keyIn(path: string, key: string): string {
  if (!namePattern.test(key)) throw new TypeError(`"${escapeText(key)}" is not a name of an option's key`);
  return path === "" ? key : `${path}.${key}`;
}

function scalarText(path: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (isNumeric(value) && (typeof value === "bigint" || Number.isFinite(value))) return String(value);
  throw new TypeError(`the value of ${path} is not text, a finite number, a boolean, a list or an object`);
}
