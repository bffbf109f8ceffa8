import type { JsonFile, JsonPath } from "../../config/json-file.js";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import { suggest } from "../../diagnostics/suggest.js";
import type { Command, Definition, Event, Model, Position } from "../model.js";

/** A name that the schema does not define, and the names that it could mean. */
interface Misspelt {
  readonly name: string;
  readonly valid: () => readonly { readonly name: string }[];
}

/** The number of unknown names that are compared with the valid ones. */
const maxCompared = 20;

/** Looks up the names of an annotations file in the model and collects diagnostics for those that it does not find. */
export class AnnotationValidator {
  readonly model: Model;
  readonly diagnostics: Diagnostic[] = [];
  /** The places of names that the schema does not define. */
  readonly unknownNames: JsonPath[] = [];
  /** The places of names that the schema defines otherwise. */
  readonly mismatches: JsonPath[] = [];
  readonly file: JsonFile;
  readonly #commands: readonly string[];

  constructor(model: Model, file: JsonFile) {
    this.model = model;
    this.file = file;
    this.#commands = model.definitions.flatMap(({ kind, name }) => (kind === "command" ? [name] : []));
  }

  position(path: JsonPath): Position {
    return this.file.position(path);
  }

  /** Reports a name that the schema does not define. */
  unknown(
    message: string,
    path: JsonPath,
    misspelt: Misspelt,
    position: Position = this.position(path),
  ): void {
    this.unknownNames.push(path);
    const { name, valid } = misspelt;
    // Comparing takes time in proportion to the number of valid names.
    const isCompared = this.unknownNames.length <= maxCompared;
    const help = isCompared
      ? suggest(
          name,
          valid().map((each) => each.name),
        )
      : {};
    this.#report("annotation-unknown", message, position, help);
  }

  /** Reports a name that the schema defines but that cannot be used in this way. */
  mismatch(message: string, path: JsonPath, position: Position = this.position(path)): void {
    this.mismatches.push(path);
    this.#report("annotation-mismatch", message, position);
  }

  /** Returns the event. Reports a diagnostic if there is none. */
  event(name: string, path: JsonPath): Event | undefined {
    const found = this.#definition("event", name, path);
    return found?.kind === "event" ? found : undefined;
  }

  /** Returns the command. Reports a diagnostic if there is none. */
  command(name: string, path: JsonPath): Command | undefined {
    const found = this.#definition("command", name, path);
    return found?.kind === "command" ? found : undefined;
  }

  /** Returns the names of the commands that a name or a pattern such as `query-*` selects. Reports a diagnostic if there are none. */
  commands(pattern: string, path: JsonPath): readonly string[] {
    const names = isPattern(pattern)
      ? this.#commands.filter((name) => matches(pattern, name))
      : this.#commandsNamed(pattern);
    if (names.length === 0) {
      const message = `the schema has no command ${quote(pattern)}`;
      const misspelt = { name: pattern, valid: () => this.#named("command") };
      this.unknown(message, path, misspelt, this.file.keyPosition(path));
    }
    return names;
  }

  #commandsNamed(name: string): readonly string[] {
    return this.model.byName.get(name)?.kind === "command" ? [name] : [];
  }

  #definition(kind: "event" | "command", name: string, path: JsonPath): Definition | undefined {
    const found = this.model.byName.get(name);
    if (found?.kind === kind) return found;
    if (found === undefined) {
      const misspelt = { name, valid: () => this.#named(kind) };
      this.unknown(`the schema has no ${kind} ${quote(name)}`, path, misspelt);
    } else {
      const message = `${quote(name)} must name a definition of kind ${kind}; it has the kind ${found.kind}`;
      this.unknown(message, path, { name, valid: () => [] });
    }
    return undefined;
  }

  #named(kind: Definition["kind"]): readonly Definition[] {
    return this.model.definitions.filter((each) => each.kind === kind);
  }

  #report(
    code: DiagnosticCode,
    message: string,
    position: Position,
    help: Pick<Diagnostic, "help"> = {},
  ): void {
    this.diagnostics.push({ code, severity: "error", message, position, ...help });
  }
}

/** Reports whether a name in an annotations file stands for all commands that begin with it: `query-*`. */
export function isPattern(name: string): boolean {
  return name.endsWith("*");
}

/** Reports whether a command's name, or a pattern, selects a command. */
export function matches(nameOrPattern: string, command: string): boolean {
  return isPattern(nameOrPattern)
    ? command.startsWith(nameOrPattern.slice(0, -1))
    : command === nameOrPattern;
}
