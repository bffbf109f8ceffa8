import { wrap } from "../print-schema/wrap.js";
import type { Origin } from "./answer.js";
import { plain } from "./availability.js";

/** The first line of what is written: a file that begins so may be written again. */
export const banner = "Imported by qapi-ts: do not edit, a later import would undo it.";

/** The comment at the top: whose answers these were. */
export function headerOf(origins: readonly Origin[]): string[] {
  const servers = origins.map(nameOf);
  return [banner, ...wrap(`What these say of themselves: ${servers.join(", ")}.`)];
}

function nameOf(origin: Origin): string {
  const { version, target, name } = origin;
  const words = version === undefined ? [name] : [version, ...(target === undefined ? [] : [target])];
  return words.map(plain).join(" ");
}
