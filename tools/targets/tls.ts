import { reasonOf, UsageError } from "../failure.js";
import type { ConnectionFlags } from "./connection-options.js";
import { maxSecretSize, readRegularFile } from "../regular-file.js";

/** The TLS options of a session and of a WebSocket. */
export interface TlsOptions {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/**
 * Reads the files that the flags name.
 * @throws UsageError if one cannot be read, or a certificate has no key.
 */
export function readTls({ ca, cert, key, servername, insecure }: ConnectionFlags): TlsOptions {
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError("a client's certificate needs its key: give both --cert and --key.");
  }
  return {
    ...(ca !== undefined && { ca: readPem("--ca", ca) }),
    ...(cert !== undefined && { cert: readPem("--cert", cert) }),
    ...(key !== undefined && { key: readPem("--key", key) }),
    ...(servername !== undefined && { servername }),
    ...(insecure === true && { rejectUnauthorized: false }),
  };
}

/** @throws UsageError if the file of an option cannot be read. */
export function readPem(option: string, file: string): Buffer {
  try {
    return readRegularFile(file, maxSecretSize);
  } catch (cause) {
    throw new UsageError(`${option} names a file that cannot be read: ${reasonOf(cause)}`, { cause });
  }
}
