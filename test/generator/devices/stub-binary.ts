import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder.js";

/** What a stub of a QEMU binary answers. */
export interface StubBinary {
  /** The answer to `device_add help`; null aborts the binary. */
  readonly help: string | null;
  /** The properties by type. Null aborts the binary; text is an error reply. */
  readonly types: Readonly<Record<string, readonly object[] | string | null>>;
  /** The names of the types that implement a type. */
  readonly implementations?: Readonly<Record<string, readonly string[]>>;
  /** How many of the first starts end at the question for the types. Default: 0. */
  readonly failingStarts?: number;
}

/** Writes a program that speaks QMP on its standard streams and counts its starts in `starts`. */
export function writeStubBinary(stub: StubBinary): { readonly path: string; readonly starts: string } {
  const folder = temporaryFolder();
  const [path, starts] = [join(folder, "qemu-system-stub"), join(folder, "starts")];
  const program = `#!${process.execPath}
    require("node:fs").appendFileSync(${JSON.stringify(starts)}, "x");
    const { help, types, implementations = {}, failingStarts = 0 } = ${JSON.stringify(stub)};
    const isFailing = require("node:fs").readFileSync(${JSON.stringify(starts)}).length <= failingStarts;
    const send = (message) => require("node:fs").writeSync(1, JSON.stringify(message) + "\\r\\n");
    const abort = () => { process.stderr.write("assertion failed\\n"); process.exit(134); };
    const names = (list) => list.map((name) => ({ name }));
    const answers = {
      "query-version": () => ({ qemu: { major: 9, minor: 1, micro: 2 }, package: "" }),
      "qom-list-types": ({ implements: type }) => isFailing ? process.exit(1) : names(type === "device" ? Object.keys(types) : implementations[type] ?? []),
      "human-monitor-command": () => help ?? abort(),
      "device-list-properties": ({ typename }) => types[typename] ?? abort(),
    };
    send({ QMP: { version: { qemu: { major: 9, minor: 1, micro: 2 }, package: "" }, capabilities: [] } });
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const { execute, id, arguments: args } = JSON.parse(line);
      const value = answers[execute]?.(args) ?? {};
      if (execute === "device-list-properties" && typeof value === "string")
        send({ error: { class: "GenericError", desc: value }, id });
      else send({ return: value, id });
      if (execute === "quit") process.exit(0);
    });`;
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  return { path, starts };
}
