import { join } from "node:path";
import { readConditions } from "../../../generator/cli/options.js";
import type { Version } from "./sources.js";

const files = { emulator: "qemu", "storage daemon": "qsd", "guest agent": "qga" } as const;

/** The conditions that are true in Debian's build of a program. */
export function definesOf(program: keyof typeof files, version: Version): ReadonlySet<string> {
  return new Set(readConditions(join(import.meta.dirname, "../defines", `${files[program]}-${version}.txt`)));
}
