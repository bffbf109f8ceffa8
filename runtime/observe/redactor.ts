import { isObject, parseJson, stringifyJson } from "../json.js";

/** Replaces a secret. */
const replacement = "***";

/** The names of members that hold a secret. A name that ends in `-secret` holds the id of a secret object instead. */
const secretName = /(?:^|[-_])(?:password|passwd|passphrase|token|cookie)$|^secret$/i;

/** A command line of the human monitor that mentions a secret is redacted as a whole. */
const secretCommandLine = /passw|secret|passphrase/i;

/** A text with a secret matches this, with `qom-set` for any object's data; other texts, which are most, need no parsing. */
const mayContainSecret = /passw|secret|passphrase|token|cookie|qom-set/i;

/** Shorter secrets are not searched for in other text, where they would match by chance. */
const minSecretLength = 4;

/** The number of secrets to search for in other text. */
const maxRemembered = 100;

/** Redacts a stream of text. */
interface RedactedStream {
  /** Redacts a chunk. The end of the chunk is held back if it may be the start of a secret. */
  next(chunk: string): string;
  /** Returns the rest at the end of the stream. */
  end(): string;
}

/** Redacts secrets: in arguments by the names of members, in other text by the secrets seen in arguments before. */
export class Redactor {
  readonly #names: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  /** @param names - further members that hold secrets. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set(names);
  }

  /** Redacts the text of one or more requests. White space between requests is lost if there may be secrets. */
  requests(text: string): string {
    if (!mayContainSecret.test(text) && this.#names.size === 0) return text;
    return splitRequests(text)
      .filter((part) => part.trim() !== "")
      .map((part) => (part.startsWith("{") ? this.#request(part) : part))
      .join("");
  }

  /** Redacts the arguments of a command. */
  arguments(command: string, args: unknown): unknown {
    if (!isObject(args)) return this.#value(args, false);
    if (command === "human-monitor-command") return this.#commandLine(args);
    if (command === "qom-set") return this.#property(args);
    return this.#value(args, isSecretObject(args));
  }

  /** Redacts other text: replaces the secrets seen before. */
  text(text: string): string {
    let redacted = text;
    // The longest first, because one secret may contain another.
    const secrets = [...this.#seen].sort((a, b) => b.length - a.length);
    for (const secret of secrets) redacted = redacted.replaceAll(secret, replacement);
    return redacted;
  }

  /** Redacts other text that arrives in chunks. */
  stream(): RedactedStream {
    let held = "";
    return {
      next: (chunk) => {
        const redacted = this.text(held + chunk);
        held = this.#secretStart(redacted);
        return redacted.slice(0, redacted.length - held.length);
      },
      end: () => (held.length < minSecretLength ? held : replacement),
    };
  }

  /** The longest end of a text that is the start of a secret. */
  #secretStart(text: string): string {
    let longest = "";
    for (const secret of this.#seen) {
      for (let length = secret.length - 1; length > longest.length; length--) {
        const start = secret.slice(0, length);
        if (text.endsWith(start)) longest = start;
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

  /** @param inSecret - whether the value belongs to a secret object, whose `data` is the secret. */
  #value(value: unknown, inSecret: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#value(item, inSecret));
    if (!isObject(value)) return value;
    const isSecret = inSecret || isSecretObject(value);
    const entries = Object.entries(value).map(([name, member]): [string, unknown] => [
      name,
      this.#isSecretMember(name, isSecret) ? this.#redact(member) : this.#value(member, isSecret),
    ]);
    return Object.fromEntries(entries);
  }

  #isSecretMember(name: string, inSecret: boolean): boolean {
    return secretName.test(name) || this.#names.has(name) || (inSecret && name === "data");
  }

  #commandLine(args: Readonly<Record<string, unknown>>): unknown {
    const line = args["command-line"];
    const isSecret = typeof line === "string" && secretCommandLine.test(line);
    return isSecret ? { ...args, "command-line": replacement } : args;
  }

  /** `qom-set` does not name the type of the object, so any property `data` is redacted. */
  #property(args: Readonly<Record<string, unknown>>): unknown {
    const { property } = args;
    const isSecret = typeof property === "string" && this.#isSecretMember(property, true);
    return isSecret ? { ...args, value: this.#redact(args["value"]) } : this.#value(args, false);
  }

  #redact(value: unknown): string {
    if (typeof value === "string" && value.length >= minSecretLength) {
      this.#remember(value);
      // The same secret as it appears in JSON, with escape sequences.
      this.#remember((stringifyJson(value) ?? "").slice(1, -1));
    }
    return replacement;
  }

  #remember(secret: string): void {
    this.#seen.add(secret);
    const [oldest] = this.#seen;
    if (oldest !== undefined && this.#seen.size > maxRemembered) this.#seen.delete(oldest);
  }
}

function isSecretObject(value: Readonly<Record<string, unknown>>): boolean {
  const type = value["qom-type"];
  return typeof type === "string" && type.startsWith("secret");
}

/**
 * Splits text that a session sent into requests, which are the parts that start with `{`, and the text between them. The
 * parts joined are the text.
 */
function splitRequests(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", start)) {
    const end = endOfObject(text, open);
    parts.push(text.slice(start, open), text.slice(open, end));
    start = end;
  }
  return [...parts, text.slice(start)].filter((part) => part !== "");
}

/** Returns the index after the bracket that closes the object which opens at `open`, or the length of the text. */
function endOfObject(text: string, open: number): number {
  const marks = /[{}"\\]/g;
  marks.lastIndex = open;
  let depth = 0;
  let inString = false;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const [mark] = match;
    if (mark === "\\") marks.lastIndex++;
    else if (mark === '"') inString = !inString;
    else if (!inString) depth += mark === "{" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}
