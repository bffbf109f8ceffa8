import { readFileSync } from "node:fs";
import { Argument, Command, Option } from "@commander-js/extra-typings";
import { CommanderError } from "commander";
import {
  allowOption,
  checkValues,
  conditions,
  annotationsOption,
  defineOption,
  definesFileOption,
  exitCodeHelp,
  importExtensionOption,
  nameOption,
  type ProgramContext,
  referenceOption,
  repeatable,
  runtimeOption,
  timeoutOption,
  withWords,
} from "./options.js";
import { addDevices, addExport, addImport, addIntrospect } from "./program-servers.js";
import {
  type ExitCode,
  exitCodes,
  reportError,
  safeTerminal,
  type Terminal,
  UsageError,
} from "./terminal.js";

/**
 * Runs a command line and returns its exit code.
 * @param args - the arguments after the program's name.
 */
export async function run(args: readonly string[], unsafe: Terminal): Promise<ExitCode> {
  const terminal = safeTerminal(unsafe);
  let exitCode: ExitCode = exitCodes.done;
  const exit = (code: ExitCode): void => {
    exitCode = code;
  };
  const program = createProgram({ version: packageVersion(), terminal, exit });
  const command = program.commands.find((each) => each.name() === args[0]);
  try {
    if (args.length === 0) throw new UsageError("Missing command.");
    await program.parseAsync(commandLine(program, args), { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander throws after it printed the help or the version.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    if (error instanceof CommanderError && error.code === "commander.help") return exitCodes.usage;
    if (isOverflow(error)) {
      terminal.error(`qapi-ts: ${args.join(" ")}: the input is nested too deeply\n`);
      return exitCodes.found;
    }
    if (!isUsageError(error)) return reportError(error, terminal);
    terminal.error(`qapi-ts: ${error.message.replace(/^error: /, "")}\n`);
    terminal.error(
      command === undefined
        ? "Run `qapi-ts --help` for the list of commands.\n"
        : `Run \`qapi-ts ${command.name()} --help\` for its options.\n`,
    );
    return exitCodes.usage;
  }
}

/**
 * Commander prints the general help if `help` names no command, or `--help` follows one that does not exist. Parsed
 * alone, the name is an error with a suggestion.
 */
function commandLine(program: Command, args: readonly string[]): readonly string[] {
  const name = args[0] === "help" ? args[1] : args[0];
  const isKnown = name === undefined || name.startsWith("-") || name === "help";
  return isKnown || program.commands.some((command) => command.name() === name) ? args : [name];
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** Limits on depth prevent this. It is caught so that an input for which one is missing is still reported. */
function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

function isUsageError(error: unknown): error is UsageError | CommanderError {
  return error instanceof UsageError || error instanceof CommanderError;
}

/** Defines the command line. Actions import their code on demand, because loading it takes longer than parsing. */
export function createProgram(context: ProgramContext): Command {
  const program = new Command("qapi-ts")
    .description("Generates, checks and compares TypeScript bindings for QAPI schemas.")
    .version(context.version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    // The arguments of `completion` contain options of other commands.
    .enablePositionalOptions()
    .exitOverride()
    // `run` reports errors, so that they all have one format.
    .configureOutput({
      writeOut: context.terminal.out,
      writeErr: context.terminal.error,
      outputError: () => undefined,
    });
  program.hook("preAction", (_, command) => checkValues(command));
  addInit(program, context);
  addGenerate(program, context);
  addCheck(program, context);
  addIntrospect(program, context);
  addDiff(program, context);
  addImport(program, context);
  addDevices(program, context);
  addExport(program, context);
  addValidate(program, context);
  addCompletion(program, context);
  return program;
}

function addInit(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("init")
    .summary("create a config, a first schema and npm scripts")
    .description(
      "Creates qapi-ts.config.json and schema/example.json, and adds the scripts `generate` and `generate:watch` " +
        "to package.json, which is created if absent. Existing files and scripts are kept.",
    )
    .argument("[folder]", "the project's folder", ".")
    .addHelpText("after", exitCodeHelp("0 success, 1 invalid package.json"))
    .action(async (folder) => {
      const { runInit } = await import("./commands/init.js");
      exit(runInit(folder, terminal));
    });
}

function addGenerate(program: Command, { terminal, exit }: ProgramContext): void {
  const targetFlags = [
    "out",
    "name",
    "runtime",
    "importExtension",
    "reference",
    "annotations",
    "devices",
    "define",
  ];
  program
    .command("generate")
    .summary("write typed bindings for a schema")
    .description(
      "Writes TypeScript bindings for a QAPI schema. Unchanged files are not touched. Files of an earlier run that " +
        "are no longer needed are removed. Files that were not generated are kept.",
    )
    .usage(
      "<schema> --out <dir> [options]\n       qapi-ts generate --config <file> [--check | --watch] [--quiet]",
    )
    .argument("[schema]", "the schema's entry file")
    .option("-o, --out <dir>", "write the bindings to this folder")
    .addOption(nameOption())
    .addOption(runtimeOption())
    .addOption(importExtensionOption())
    .addOption(referenceOption())
    .addOption(annotationsOption())
    .addOption(
      withWords(
        new Option(
          "--devices <file>",
          "also write devices.ts, with the devices of this file, which `devices` printed (default: those that `import` " +
            "wrote with the schema); none writes no devices",
        ),
        ["none"],
      ),
    )
    .addOption(defineOption())
    .option("--validators", "also write validators.ts with functions that check values")
    .addOption(
      new Option("-c, --config <file>", "read the targets from this file instead").conflicts([
        ...targetFlags,
        "validators",
      ]),
    )
    .addOption(
      new Option("--check", "write nothing; exit with 1 if a file is out of date").conflicts("watch"),
    )
    .option("-w, --watch", "regenerate when an input changes, until interrupted")
    .option("-q, --quiet", "print errors only")
    .addHelpText("after", exitCodeHelp("0 success, 1 invalid schema or out-of-date files"))
    .action(async (schema, flags) => {
      const { runGenerate } = await import("./commands/generate.js");
      exit(await runGenerate(schema, flags, terminal));
    });
}

function addCheck(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("check")
    .summary("check a schema against the rules of the QAPI language")
    .description(
      "Checks a schema and all included files, and prints diagnostics to standard error, as JSON to standard output. docs/diagnostics.md of the " +
        "package qapi-ts describes their codes.",
    )
    .argument("<schema>", "the schema's entry file")
    .option("--no-doc-rules", "skip the rules for documentation comments (those of QEMU 11.1)")
    .option("--annotations <file>", "also check this annotations file")
    .addOption(
      new Option("--format <format>", "format of the diagnostics").choices(["text", "json"]).default("text"),
    )
    .addHelpText("after", exitCodeHelp("0 no diagnostics, 1 diagnostics"))
    .action(async (schema, flags) => {
      const { runCheck } = await import("./commands/check.js");
      exit(await runCheck(schema, flags, terminal));
    });
}

function addDiff(program: Command, { terminal, exit }: ProgramContext): void {
  const sources = "a schema, a saved answer to query-qmp-schema, an address or a binary";
  program
    .command("diff")
    .summary("compare two interfaces and report breaking changes")
    .description(
      "Reports how NEW differs from OLD for a client of OLD, and which changes break it: on the wire, by QEMU's " +
        "compatibility rules, or at compile time. docs/comparing.md of the package qapi-ts describes the rules.",
    )
    .argument("<old>", sources)
    .argument("<new>", "a source of the same kinds")
    .addOption(defineOption())
    .addOption(definesFileOption())
    .addOption(conditions("--old-define <name>", "like --define, for OLD only"))
    .addOption(repeatable("--old-defines-file <file>", "like --defines-file, for OLD only"))
    .addOption(conditions("--new-define <name>", "like --define, for NEW only"))
    .addOption(repeatable("--new-defines-file <file>", "like --defines-file, for NEW only"))
    .addOption(
      new Option("--breaking <level>", "changes that set the exit code to 1")
        .choices(["wire", "types"])
        .default("wire"),
    )
    .addOption(allowOption())
    .addOption(timeoutOption())
    .addOption(
      new Option("--format <format>", "format of the report")
        .choices(["text", "json", "markdown"])
        .default("text"),
    )
    .addOption(
      new Option("--color <when>", "color the text; auto honors NO_COLOR")
        .choices(["auto", "always", "never"])
        .default("auto"),
    )
    .addHelpText("after", exitCodeHelp("0 compatible, 1 breaking changes or an unreadable source"))
    .action(async (older, newer, flags) => {
      const { runDiff } = await import("./commands/diff.js");
      exit(await runDiff(older, newer, flags, terminal));
    });
}

function addValidate(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("validate")
    .summary("validate QMP messages against a schema")
    .description(
      "Reads messages from standard input, one JSON object per line:\n\n" +
        '  {"kind": <kind>, "command": <name>, "json": <message>}\n\n' +
        '<kind> is "command", "reply", "event" or "error". "command" names the command that a reply answers. Prints ' +
        "one line per message, in order: `accept` or `reject <path>: <reason>`. Commands are validated as strictly " +
        "as by QEMU. Unknown members and enum values from a server are accepted.",
    )
    .argument("<schema>", "the schema's entry file")
    .addOption(defineOption())
    .addOption(definesFileOption())
    .option("--annotations <file>", "read from this file which members hold base64")
    .addHelpText("after", exitCodeHelp("0 all lines processed, 1 invalid schema"))
    .action(async (schema, flags) => {
      const { runValidate } = await import("./commands/validate.js");
      exit(await runValidate(schema, flags, terminal));
    });
}

function addCompletion(program: Command, { terminal }: ProgramContext): void {
  program
    .command("completion")
    .summary("print a shell completion script")
    .description(
      "Prints a completion script for your shell. To enable completion, add a line to the shell's startup file:\n\n" +
        '  bash  eval "$(qapi-ts completion bash)"\n' +
        '  zsh   eval "$(qapi-ts completion zsh)"\n' +
        "  fish  qapi-ts completion fish | source",
    )
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "fish", "zsh"]))
    // The script calls `qapi-ts completion <shell> <word>...` to complete the last word.
    .allowExcessArguments()
    .passThroughOptions()
    .action(async (shell, _, { args: [, ...words] }) => {
      const { complete, completionScript } = await import("./completion.js");
      const print = terminal.raw ?? terminal.out;
      print(words.length === 0 ? completionScript(shell) : complete(program, shell, words));
    });
}
