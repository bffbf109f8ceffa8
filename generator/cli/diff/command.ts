import { diffInterfaces } from "../../diff/diff.js";
import type { SchemaChange } from "../../diff/schema-change.js";
import { interfaceOfModel } from "../../diff/from-model.js";
import { formatJson, formatMarkdown, formatText } from "../../diff/report.js";
import { printable } from "../../diagnostics/visible.js";
import { pruneModel } from "../../model/prune.js";
import type { Command } from "../command.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { readOptions, type DiffRequest } from "./options.js";
import { readSide, recogniseSides, type Side } from "./side.js";

const help = `Usage: qapi-ts diff OLD NEW [OPTION]...

Says what is different in NEW for a client of OLD: whether it breaks, by QEMU's rules of compatibility, and whether
typed callers stop compiling. Each is a schema, a file with an answer to query-qmp-schema, the address of a server that
runs (unix:PATH, tcp:HOST:PORT), or a binary, which is started without a machine and ended. What the rules are stands
in docs/comparing.md.

  -D, --define NAME            a condition that is true in both schemas, all others being false; may be repeated.
                               Without any, everything that is conditional counts as there
      --defines-file FILE      names of such conditions, one a line; a line that begins with # is a comment
      --old-define NAME, --old-defines-file FILE, --new-define NAME, --new-defines-file FILE
                               the same for one schema, beside those for both
      --breaking WHAT          what counts for the exit code: wire (the default), or types: what stops typed callers
                               from compiling too
      --allow WHAT             what does not count: changes of what the old calls unstable, or deprecated; may be
                               repeated
      --format FORMAT          text (the default), json or markdown
      --color WHEN             auto (the default: on a terminal, and not where NO_COLOR is set), always or never

Exit codes: 0 nothing breaks, 1 something does, or a side cannot be read, 2 the command line is wrong.
`;

/** `qapi-ts diff`. */
export const diffCommand: Command = {
  help,
  run: async (args, terminal) => {
    const request = readOptions(args);
    const sources = recogniseSides(request.old, request.new);
    const old = await readSide(sources.old, request.old, terminal);
    const now = await readSide(sources.new, request.new, terminal);
    warnOfConditions(old, now, terminal);
    const findings = diffInterfaces(old.interface, now.interface);
    terminal.out(format(findings, { old: old.name, new: now.name }, request, terminal));
    return findings.some((finding) => counts(finding, request)) ? exitCodes.found : exitCodes.done;
  },
};

/** A server has what its build has; a schema without conditions has everything, which no build may have. */
function warnOfConditions(old: Side, now: Side, terminal: Terminal): void {
  const [side] = old.kind === now.kind ? [] : [old, now].filter(hasConditions);
  if (!side) return;
  const option = side === old ? "--old-defines-file" : "--new-defines-file";
  terminal.error(
    printable(
      `${side.name} is compared with everything that is conditional in it: ${option} names what its build has.\n`,
    ),
  );
}

function hasConditions({ whole, interface: all }: Side): boolean {
  return (
    whole !== undefined && diffInterfaces(all, interfaceOfModel(pruneModel(whole, new Set()))).length > 0
  );
}

function format(
  findings: readonly SchemaChange[],
  names: { readonly old: string; readonly new: string },
  request: DiffRequest,
  terminal: Terminal,
): string {
  switch (request.format) {
    case "text": {
      const colors = request.color === "auto" ? terminal.colors === true : request.color === "always";
      return formatText(findings, { colors });
    }
    case "json":
      return formatJson(findings, names);
    case "markdown":
      return formatMarkdown(findings, names);
  }
}

function counts({ wire, types, ...marks }: SchemaChange, { breaking, allow }: DiffRequest): boolean {
  const breaks = wire === "breaks" || (breaking === "types" && types === "breaks");
  return breaks && !allow.some((mark) => marks[mark]);
}
