/** What binaries report about the devices that users can create with `device_add` and `-device`. */
export interface DeviceFacts {
  /** For example `11.1.3`. */
  readonly version: string;
  /** The names of the binaries, sorted. */
  readonly binaries: readonly string[];
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
  /** The binaries that have the type. Absent: all. */
  readonly binaries?: readonly string[];
  readonly properties: Readonly<Record<string, PropertyEntry>>;
}

export interface PropertyEntry {
  /** The type's name in QEMU's object model: `bool`, `uint32`, `str`, `OnOffAuto`. */
  readonly type: string;
  /** An integer beyond 2^53 is text. Absent: none is reported. */
  readonly default?: unknown;
  readonly description?: string;
  /** The type of object or device that the value, an id, refers to. */
  readonly link?: string;
  /** The binaries that have the property. Absent: all that have the device. */
  readonly binaries?: readonly string[];
}

/** The category of CPU models. */
export const cpuCategory = "CPU";
