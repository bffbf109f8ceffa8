/** What binaries report about the devices that users can create with `device_add` and `-device`. */
export interface DeviceFacts {
  /** For example `11.1.3`. */
  readonly version: string;
  /** The targets of the binaries, sorted: `x86_64` for `qemu-system-x86_64`. */
  readonly targets: readonly string[];
  /** The values of the enumeration types that name them in a description. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly devices: Readonly<Record<string, DeviceEntry>>;
  /** The types whose properties no binary reports, because asking for them fails or aborts the binary. */
  readonly unavailable: readonly string[];
}

/** A type of device. Its name is the value of `driver`. */
export interface DeviceEntry {
  /** The type of bus that it is plugged into. Absent: none. */
  readonly bus?: string;
  /** QEMU's category, such as `Storage`. */
  readonly category?: string;
  /** Another name that `driver` may have. */
  readonly alias?: string;
  readonly description?: string;
  /** The targets that have the type. Absent: all. */
  readonly targets?: readonly string[];
  readonly properties: Properties;
}

export interface PropertyEntry {
  /** The type's name in QEMU's object model: `bool`, `uint32`, `str`, `OnOffAuto`. */
  readonly type: string;
  /** An integer beyond 2^53 is text. Absent: none is reported. */
  readonly default?: unknown;
  readonly description?: string;
  /** The type of object or device that the value, an id, refers to. */
  readonly link?: string;
  /** The targets that have the property. Absent: all that have the device. */
  readonly targets?: readonly string[];
}

/** Facts as a file holds them: properties that several devices have alike may be listed once. */
export interface DeviceFile extends Omit<DeviceFacts, "devices"> {
  /** Groups of properties, by names that occur only in the file. */
  readonly shared?: Readonly<Record<string, Properties>>;
  readonly devices: Readonly<Record<string, StoredDevice>>;
}

export type Properties = Readonly<Record<string, PropertyEntry>>;

export interface StoredDevice extends DeviceEntry {
  /** The names of its groups of properties. */
  readonly shares?: readonly string[];
}

/** The category of CPU models. */
export const cpuCategory = "CPU";
