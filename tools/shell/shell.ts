import { CallAbortedError, type EventMessage, type Session } from "qapi-ts";
import type { CommandEffect } from "qapi-ts/qmp/effects";
import { singleLine } from "qapi-ts-generator/text";
import type { Documentation } from "../documentation/documentation.js";
import { exitCodeOf } from "../failure.js";
import { formatValue, type Format } from "../output/format.js";
import { stringifyExactly } from "../output/json.js";
import type { Request, RequestReader } from "../requests/request.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import type { Completer } from "./completion/completer.js";
import { helpText, shellHelp } from "./help.js";
import { historyEntry, type History } from "./history.js";
import { isIncomplete, parseInput } from "./input.js";
import type { LiveValues } from "./live/live-values.js";
import type { Screen } from "./screen.js";

/** The options of `qmp shell`. */
export interface ShellFlags extends ConnectionFlags {
  readonly yes?: true | undefined;
  readonly format?: Format | undefined;
  readonly history?: boolean | undefined;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
}

interface ShellParts {
  readonly session: Session;
  readonly reader: RequestReader;
  readonly documentation: Documentation;
  readonly effects: ReadonlyMap<string, CommandEffect>;
  readonly live: LiveValues;
  readonly completer: Completer;
  readonly flags: ShellFlags;
  /** The limit of a reply, in milliseconds. */
  readonly timeout: number;
}

/** Reads and runs commands until the user leaves. */
export class Shell {
  readonly #parts: ShellParts;
  /** Whether the user ran a command that ends the machine. */
  #isEnding = false;
  #isLost = false;

  constructor(parts: ShellParts) {
    this.#parts = parts;
  }

  /** Returns false if the connection was lost. @param name - the machine's name in the prompt. */
  async run(screen: Screen, history: History | undefined, name: string): Promise<boolean> {
    const { session, reader } = this.#parts;
    screen.print(`${this.#greeting(reader.schema.commands.size)}\n`);
    const subscription = session.subscribe({
      names: undefined,
      deliver: (message) => screen.printLine(eventText(message), "yellow"),
      gap: ({ cause }) => screen.printLine(cause?.message ?? "events may have been missed", "yellow"),
    });
    void session.closed.then(({ error }) => {
      this.#isLost = true;
      if (error !== undefined && !this.#isEnding)
        screen.printLine(`The connection ended: ${error.message}`, "red");
      screen.keys.close();
    });
    try {
      for (
        let input = await this.#read(screen, name);
        input !== undefined;
        input = await this.#read(screen, name)
      ) {
        if (input.trim() === "exit") return true;
        await this.#runInput(input, screen, history);
      }
    } finally {
      subscription.end();
    }
    return !this.#isLost || this.#isEnding;
  }

  #greeting(commands: number): string {
    const { version } = this.#parts.session.greeting;
    const program =
      version === undefined ? "Connected" : `QEMU ${version.major}.${version.minor}.${version.micro}`;
    return `${program}: ${commands} commands. Tab completes, \`help NAME\` explains, Ctrl-D leaves.`;
  }

  /** Reads an input of one or more lines. Undefined at the end of the input. */
  async #read(screen: Screen, name: string): Promise<string | undefined> {
    const prompt = `${singleLine(name)}> `;
    let input = "";
    for (;;) {
      const before = input;
      const answer = await screen.prompt.read(
        before === "" ? prompt : "... ".padStart(prompt.length),
        async (text) => {
          const completion = await this.#parts.completer.complete(before + text);
          // A word that began in an earlier line cannot be replaced.
          const start = completion.start - before.length;
          return start < 0 ? { start: text.length, candidates: [] } : { ...completion, start };
        },
      );
      if (answer.kind === "end") return undefined;
      if (answer.kind === "cancelled") {
        input = "";
        continue;
      }
      input = before + answer.line;
      if (!isIncomplete(input)) return input;
      input += "\n";
    }
  }

  async #runInput(input: string, screen: Screen, history: History | undefined): Promise<void> {
    if (input.trim() === "") return;
    let request: Request | undefined;
    try {
      const topic = /^\s*help(?:\s+(\S+))?\s*$/.exec(input);
      if (topic === null) request = await this.#parts.reader.read(parseInput(input));
      else screen.print(topic[1] === undefined ? shellHelp() : helpText(this.#parts.documentation, topic[1]));
    } catch (error) {
      printError(error, screen);
    }
    const entry = historyEntry(input, request);
    if (entry !== undefined) {
      screen.editor.remember(entry);
      history?.add(entry);
    }
    if (request !== undefined && (await this.#isConfirmed(request, screen)))
      await this.#call(request, screen);
  }

  /** Asks before a command that may lose something. What a command does that is not in the table is not known. */
  async #isConfirmed({ execute }: Request, screen: Screen): Promise<boolean> {
    const { effects, flags } = this.#parts;
    const effect = effects.get(execute)?.effect;
    if (flags.yes === true || effect === "read" || effect === "change") return true;
    const reason =
      effect === "destroy" ? "may lose data or the machine" : "is not known to this version of qmp";
    const isConfirmed = await screen.confirm(`${execute} ${reason}. Run it?`);
    if (!isConfirmed) screen.printLine("Not sent.", "dim");
    return isConfirmed;
  }

  async #call({ execute, arguments: args }: Request, screen: Screen): Promise<void> {
    const { session, timeout, live, flags } = this.#parts;
    const abort = new AbortController();
    screen.keys.onInterrupt(() => abort.abort());
    this.#isEnding ||= execute === "quit";
    try {
      const given = Object.keys(args).length === 0 ? undefined : args;
      const result: unknown = await session.call(execute, given, { timeout, signal: abort.signal });
      screen.print(resultText(result, flags.format ?? "table", screen.columns));
    } catch (error) {
      if (error instanceof CallAbortedError) {
        screen.printLine(`${execute}: cancelled. The machine may have run it.`, "yellow");
      } else printError(error, screen);
    } finally {
      screen.keys.onInterrupt(undefined);
      live.clear();
    }
  }
}

function resultText(result: unknown, format: Format, columns: number): string {
  const isEmpty = typeof result === "object" && result !== null && Object.keys(result).length === 0;
  if (isEmpty && format === "table") return Array.isArray(result) ? "None.\n" : "Done.\n";
  return formatValue(result, format, { columns });
}

/** @throws the error if it is a bug. */
function printError(error: unknown, screen: Screen): void {
  if (exitCodeOf(error) === undefined || !(error instanceof Error)) throw error;
  screen.printLine(error.message, "red");
}

function eventText({ event, data, timestamp }: EventMessage): string {
  const at = timestamp === undefined ? new Date() : new Date(timestamp.seconds * 1000);
  const time = at.toTimeString().slice(0, 8);
  return `${time}  ${event}${data === undefined ? "" : `  ${stringifyExactly(data)}`}`;
}
