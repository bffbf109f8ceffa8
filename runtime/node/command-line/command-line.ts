import { stringifyJson } from "../../json.js";
import type { AnyProtocol, Protocol, ProtocolDescriptor } from "../../protocol.js";
import { chardevOption } from "./chardev-option.js";
import { keyedOption } from "./keyed-option.js";
import type { MachineOptions } from "./machine-options.js";

/** Options of {@link commandLine}. */
export interface CommandLineOptions<P extends Protocol = AnyProtocol> extends MachineOptions<P> {
  /** The protocol whose types the options have. Default: untyped. */
  readonly protocol?: ProtocolDescriptor<P>;
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
    values.flatMap((value) => option(name, jsonOption(name, encoded(protocol, command, value))));
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

function jsonOption(name: string, value: unknown): string {
  const text = typeof value === "object" && value !== null ? stringifyJson(value) : undefined;
  // QEMU takes text that begins with a brace as JSON, and other text as keys and values.
  if (text?.startsWith("{") === true) return text;
  throw new TypeError(`the value of -${name} is not an object`);
}
