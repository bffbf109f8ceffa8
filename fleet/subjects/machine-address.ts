import { decodeToken, encodeToken } from "./token.js";

/** Where a machine is. */
export interface MachineAddress {
  readonly site: string;
  readonly host: string;
  readonly machine: string;
}

/** Returns the key of a machine in the buckets: `SITE.HOST.MACHINE`, each as a token. */
export function machineKey({ site, host, machine }: MachineAddress): string {
  return [site, host, machine].map(encodeToken).join(".");
}

/** Reads a key of {@link machineKey}. Returns undefined for any other text. */
export function parseMachineKey(key: string): MachineAddress | undefined {
  const names = key.split(".").map(decodeToken);
  const [site, host, machine] = names;
  if (names.length !== 3 || site === undefined || host === undefined || machine === undefined)
    return undefined;
  return { site, host, machine };
}

/** Returns an address as text for people: `SITE/HOST/MACHINE`. */
export function formatAddress({ site, host, machine }: MachineAddress): string {
  return `${site}/${host}/${machine}`;
}

/**
 * Parses `SITE/HOST/MACHINE` or `HOST/MACHINE`. The name of a machine may contain slashes.
 * @param site - the site of a text that names none; undefined if it must name one.
 * @throws RangeError if a part is missing.
 */
export function parseAddress(text: string, site?: string): MachineAddress {
  const parts = text.split("/");
  const all = site !== undefined && parts.length === 2 ? [site, ...parts] : parts;
  const [first, host, ...rest] = all;
  const machine = rest.join("/");
  if (first === undefined || host === undefined || [first, host, machine].includes("")) {
    throw new RangeError(`"${text}" is not the address of a machine. Use SITE/HOST/MACHINE.`);
  }
  return { site: first, host, machine };
}
