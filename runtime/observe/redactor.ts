import type { FrameSink } from "../framing/frame-sink.js";
import { ValueFramer } from "../framing/value-framer.js";
import { isObject } from "../json.js";
import { parseJson } from "../json.js";
import { stringifyJson } from "../json.js";

/** What stands where a secret stood. */
export const mask = "***";

/** Members that hold a secret itself. One whose name ends in `-secret` holds the id of a secret object. */
const secretName = /(?:^|[-_])(?:password|passwd|passphrase|token|cookie)$|^secret$/i;

/** A line of the human monitor that mentions a secret; how much of it is the secret, nobody knows. */
const secretLine = /passw|secret|passphrase/i;

/** What a text with secrets must contain: most have none, and are passed over at the price of one search. */
const suspicious = /passw|secret|passphrase|token|cookie/i;

/** A secret shorter than this would be found everywhere. */
const shortest = 4;

/** Of how many secrets it is remembered that they must not be shown. */
const mostRemembered = 100;

/** A control character makes a framer give out what is not complete. */
const end = "\u0000";

/** The pieces of a stream, redacted. */
export interface MaskedStream {
  next(piece: string): string;
  /** What was held back, when nothing more comes. */
  rest(): string;
}

/** Masks secrets in what is shown: in arguments by where they stand, in whatever else by what was seen there. */
export class Redactor {
  readonly #names: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  /** @param names - members that hold secrets, beside those that are known to. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set(names);
  }

  /** A request's text, or several in a row, redacted. Where there may be secrets, space between requests is lost. */
  requests(text: string): string {
    if (!suspicious.test(text) && this.#names.size === 0) return text;
    let redacted = "";
    const sink: FrameSink = {
      message: (piece) => {
        redacted += this.#request(piece);
        return true;
      },
      malformed: (piece) => {
        redacted += piece.replace(end, "");
      },
      tooLong: () => undefined,
    };
    new ValueFramer(sink, Infinity).push(text + end);
    return redacted;
  }

  /** The arguments of a command, redacted. */
  arguments(command: string, args: unknown): unknown {
    const isSecret = isObject(args) && holdsSecret(args);
    if (command === "human-monitor-command" && isObject(args)) return this.#line(args);
    if (command === "qom-set" && isObject(args)) return this.#property(args);
    return this.#value(args, isSecret);
  }

  /** Any other text, with the secrets of before redacted wherever they are. */
  text(text: string): string {
    let shown = text;
    // The longest first: one may be part of another.
    const secrets = [...this.#seen].sort((one, other) => other.length - one.length);
    for (const secret of secrets) shown = shown.replaceAll(secret, mask);
    return shown;
  }

  /** As `text`, for a stream's pieces: what may be the beginning of a secret is held back for the next piece. */
  stream(): MaskedStream {
    let held = "";
    return {
      next: (piece) => {
        const shown = this.text(held + piece);
        held = this.#beginning(shown);
        return shown.slice(0, shown.length - held.length);
      },
      rest: () => (held.length < shortest ? held : mask),
    };
  }

  /** The longest end of a text that some secret begins with. */
  #beginning(text: string): string {
    let longest = "";
    for (const secret of this.#seen) {
      for (let length = secret.length - 1; length > longest.length; length--) {
        const beginning = secret.slice(0, length);
        if (text.endsWith(beginning)) longest = beginning;
      }
    }
    return longest;
  }

  #request(text: string): string {
    const request = parseJson(text);
    if (!isObject(request)) return text;
    const command = request["execute"] ?? request["exec-oob"];
    if (typeof command !== "string" || !("arguments" in request)) return text;
    const redacted = { ...request, arguments: this.arguments(command, request["arguments"]) };
    return stringifyJson(redacted) ?? "";
  }

  /** @param inSecret - whether it belongs to a secret object, whose `data` is the secret. */
  #value(value: unknown, inSecret: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#value(item, inSecret));
    if (!isObject(value)) return value;
    const isSecret = inSecret || holdsSecret(value);
    const entries = Object.entries(value).map(([name, member]): [string, unknown] => [
      name,
      this.#isSecret(name, isSecret) ? this.#masked(member) : this.#value(member, isSecret),
    ]);
    return Object.fromEntries(entries);
  }

  #isSecret(name: string, inSecret: boolean): boolean {
    return secretName.test(name) || this.#names.has(name) || (inSecret && name === "data");
  }

  #line(args: Readonly<Record<string, unknown>>): unknown {
    const line = args["command-line"];
    return typeof line === "string" && secretLine.test(line) ? { ...args, "command-line": mask } : args;
  }

  /** A property that is set by name; that of a secret object is called `data`, as are others. */
  #property(args: Readonly<Record<string, unknown>>): unknown {
    const { property } = args;
    const isSecret = typeof property === "string" && this.#isSecret(property, true);
    return isSecret ? { ...args, value: this.#masked(args["value"]) } : this.#value(args, false);
  }

  #masked(value: unknown): string {
    if (typeof value === "string" && value.length >= shortest) {
      this.#remember(value);
      // As it stands in JSON, where that is something else.
      this.#remember((stringifyJson(value) ?? "").slice(1, -1));
    }
    return mask;
  }

  #remember(secret: string): void {
    this.#seen.add(secret);
    const [oldest] = this.#seen;
    if (oldest !== undefined && this.#seen.size > mostRemembered) this.#seen.delete(oldest);
  }
}

function holdsSecret(value: Readonly<Record<string, unknown>>): boolean {
  const type = value["qom-type"];
  return typeof type === "string" && type.startsWith("secret");
}
