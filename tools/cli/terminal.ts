import type { Readable } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import { escapeControls } from "qapi-ts-generator/text";

/**
 * The streams of a command. Text of a machine, a file or the command line is not trusted: `out` and `error` escape its
 * control characters, except for line ends.
 */
export interface Terminal {
  /** Writes results to standard output. */
  readonly out: (text: string) => void;
  /** Writes diagnostics and progress to standard error. */
  readonly error: (text: string) => void;
  /** Writes text that is already escaped to standard output: with colors, or a completion script. */
  readonly rawOut: (text: string) => void;
  /** Standard input. */
  readonly input: Readable;
  /** The standard output, if it is a terminal. */
  readonly screen: Screen | undefined;
  /** The standard error, if it is a terminal. */
  readonly progressScreen: NodeJS.WriteStream | undefined;
  /** The keyboard and the screen, if standard input and standard output are terminals. Default: none. */
  readonly console?: Console | undefined;
}

/** A terminal with a keyboard. What is written to it is not escaped. */
export interface Console {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** A terminal that shows standard output. */
export interface Screen {
  readonly columns: number;
  readonly hasColors: boolean;
}

/** Returns the terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process;
  return {
    out: (text) => stdout.write(escapeControls(text)),
    error: (text) => stderr.write(escapeControls(text)),
    rawOut: (text) => stdout.write(text),
    input: stdin,
    // `hasColors` honors NO_COLOR and TERM.
    screen: stdout.isTTY ? { columns: stdout.columns, hasColors: stdout.hasColors() } : undefined,
    progressScreen: stderr.isTTY ? stderr : undefined,
    console: stdin.isTTY && stdout.isTTY ? { input: stdin, output: stdout } : undefined,
  };
}
