import type { SchemaInfo } from "../introspection/schema-info.js";

/** Who gave an answer. */
export interface Origin {
  /** How messages call it: the file, the address, the binary. */
  readonly name: string;
  /** `10.0.2`; undefined where the answer does not say. */
  readonly version: string | undefined;
  /** `x86_64`, `storage-daemon`; undefined where the answer does not say. */
  readonly target: string | undefined;
}

/** What one server said of itself. */
export interface Answer {
  readonly origin: Origin;
  readonly infos: readonly SchemaInfo[];
}
