import type { AnyProtocol, ArgumentsOf, Protocol } from "../../protocol.js";

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
  readonly machine?: MachineProperties;
  /** `-object`, in the types of `object-add`. */
  readonly object?: readonly ArgumentsFor<P, "object-add">[];
  /** `-chardev`, in the types of `chardev-add`. */
  readonly chardev?: readonly ArgumentsFor<P, "chardev-add">[];
  /** `-audiodev`, in the types of `query-audiodevs`. */
  readonly audiodev?: readonly ElementOf<ReturnOf<P, "query-audiodevs">>[];
  /** `-blockdev`, in the types of `blockdev-add`. */
  readonly blockdev?: readonly ArgumentsFor<P, "blockdev-add">[];
  /** `-netdev`, in the types of `netdev_add`. */
  readonly netdev?: readonly ArgumentsFor<P, "netdev_add">[];
  /** `-device`, in the types of `device_add`, or typed by driver. A bus comes before the devices on it. */
  readonly device?: readonly DeviceFor<P>[];
  /** `-display`, in the types of `query-display-options`. */
  readonly display?: ReturnOf<P, "query-display-options">;
  /** Further arguments, unchanged. `-daemonize` is not supported by `launch`. */
  readonly args?: readonly string[];
}
