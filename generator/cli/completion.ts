import type { Argument, CommandUnknownOpts as Command, Option } from "@commander-js/extra-typings";
import { bash, fish, zsh, type ShellCompletion } from "@optique/core/completion";
import { message, text } from "@optique/core/message";
import type { Suggestion } from "@optique/core/parser";
import { wordsOf } from "./options.js";

// Commander does not complete. Optique does, but parsing every command line with it adds 50 ms to each start.
const generators: Readonly<Record<Shell, ShellCompletion>> = { bash, fish, zsh };

type Shell = "bash" | "fish" | "zsh";

/** Returns a script that completes `qapi-ts` by calling `qapi-ts completion <shell> <word>...`. */
export function completionScript(shell: Shell): string {
  return generators[shell].generateScript("qapi-ts", ["completion", shell]);
}

/** Returns the completions of the last word, in the encoding that the shell's script expects. */
export function complete(program: Command, shell: Shell, words: readonly string[]): string {
  return [...generators[shell].encodeSuggestions(suggest(program, words))].join("");
}

/** Lists the completions of the last word. The words exclude the program's name. */
export function suggest(program: Command, words: readonly string[]): Suggestion[] {
  const current = words.at(-1) ?? "";
  const { command, position, option } = parsePrevious(program, words.slice(0, -1));
  if (option !== undefined) return suggestValue(option, current, "");
  const [flag = "", inlineValue] = splitFlag(current);
  if (inlineValue !== undefined) {
    const inlineOption = findOption(command, flag);
    return inlineOption === undefined ? [] : suggestValue(inlineOption, inlineValue, `${flag}=`);
  }
  if (current.startsWith("-")) return suggestFlags(command, current);
  if (command.commands.length > 0) return suggestCommands(command, current);
  const argument = argumentAt(command, position);
  return argument === undefined ? [] : suggestValue(argument, current, "");
}

interface Place {
  readonly command: Command;
  /** The number of arguments before the current word. */
  readonly position: number;
  /** The option whose value the current word is. */
  readonly option: Option | undefined;
}

function parsePrevious(program: Command, words: readonly string[]): Place {
  let [command, position] = [program, 0];
  let option: Option | undefined;
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (word.startsWith("-")) option = optionWithValue(command, word);
    else {
      const subcommand = command.commands.find((each) => each.name() === word);
      if (subcommand === undefined) position++;
      else command = subcommand;
    }
  }
  return { command, position, option };
}

/** The option that takes the next word as its value. */
function optionWithValue(command: Command, flag: string): Option | undefined {
  const option = findOption(command, flag);
  return option?.required === true ? option : undefined;
}

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find((option) => option.short === flag || option.long === flag);
}

/** Splits `--flag=value`. */
function splitFlag(word: string): readonly string[] {
  const at = word.startsWith("--") ? word.indexOf("=") : -1;
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function argumentAt(command: Command, position: number): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[position] ?? (last?.variadic === true ? last : undefined);
}

function suggestFlags(command: Command, prefix: string): Suggestion[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap(({ long, description }) => suggestText(long ?? "", prefix, description));
}

function suggestCommands(command: Command, prefix: string): Suggestion[] {
  const commands = command.createHelp().visibleCommands(command);
  return commands.flatMap((each) => suggestText(each.name(), prefix, each.summary() || each.description()));
}

function suggestText(candidate: string, prefix: string, description: string): Suggestion[] {
  if (!candidate.startsWith(prefix)) return [];
  return [{ kind: "literal", text: candidate, description: message`${text(description)}` }];
}

/** Suggests the choices of an option or argument, or its words, and files if its placeholder names a kind of file. */
function suggestValue(value: Option | Argument, current: string, prefix: string): Suggestion[] {
  const choices = value.argChoices ?? [];
  if (choices.length > 0) {
    return choices
      .filter((choice) => choice.startsWith(current))
      .map((choice) => ({ kind: "literal", text: prefix + choice }));
  }
  const type = fileType(value);
  const words = wordsOf(value).filter((word) => word.startsWith(current));
  return [
    ...words.map((word) => ({ kind: "literal", text: prefix + word }) as const),
    ...(type === undefined ? [] : [{ kind: "file", type, pattern: prefix + current, prefix } as const]),
  ];
}

function fileType(value: Option | Argument): "file" | "directory" | undefined {
  const placeholder = "flags" in value ? value.flags.replace(/^.*[<[]|[\]>]$/g, "") : value.name();
  switch (placeholder) {
    case "schema":
    case "file":
    case "source":
    case "binary":
    case "old":
    case "new":
      return "file";
    case "dir":
    case "folder":
      return "directory";
    default:
      return undefined;
  }
}
