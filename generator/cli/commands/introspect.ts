import { askServer } from "../../introspection/ask-server.js";
import { introspect } from "../../introspection/introspect.js";
import { askOptions, classifySource, readModelOf, warnAboutConditions } from "../source.js";
import { conditionsOf, type DefineFlags } from "../options.js";
import { exitCodes, type ExitCode, type Terminal } from "../terminal.js";

interface IntrospectFlags extends DefineFlags {
  readonly unmask?: boolean | undefined;
  readonly timeout?: number | undefined;
}

/** Runs `qapi-ts introspect`. */
export async function runIntrospect(
  argument: string,
  flags: IntrospectFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const source = classifySource(argument);
  if (source.kind === "server") {
    const { schema } = await askServer(source.server, askOptions(flags));
    return print(terminal, schema);
  }
  const defines = conditionsOf(flags) ?? new Set();
  const model = await readModelOf(source, terminal, defines);
  if (model === undefined) return exitCodes.found;
  warnAboutConditions([model], flags.define, argument, terminal);
  return print(terminal, introspect(model, { defines, unmask: flags.unmask ?? false }));
}

function print(terminal: Terminal, value: unknown): ExitCode {
  terminal.out(`${JSON.stringify(value, null, 1)}\n`);
  return exitCodes.done;
}
