import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visible } from "../../diagnostics/visible.js";
import type { JsonFile, JsonPath } from "../../config/json-file/json-file.js";
import type { Command, Definition, Event, Model } from "../index.js";

/** Looks names of a file up in the model, and remembers what it did not find, with the place. */
export class Judge {
  readonly model: Model;
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: JsonFile;

  constructor(model: Model, file: JsonFile) {
    this.model = model;
    this.#file = file;
  }

  position(path: JsonPath): ReturnType<JsonFile["position"]> {
    return this.#file.position(path);
  }

  /** Something that the schema does not have. */
  unknown(message: string, path: JsonPath): void {
    this.#say("annotation-unknown", message, path);
  }

  /** Something that is there and cannot be used so. */
  misfit(message: string, path: JsonPath): void {
    this.#say("annotation-misfit", message, path);
  }

  event(name: string, path: JsonPath): Event | undefined {
    const found = this.#definition("event", name, path);
    return found?.kind === "event" ? found : undefined;
  }

  command(name: string, path: JsonPath): Command | undefined {
    const found = this.#definition("command", name, path);
    return found?.kind === "command" ? found : undefined;
  }

  #definition(kind: "event" | "command", name: string, path: JsonPath): Definition | undefined {
    const found = this.model.byName.get(name);
    if (found?.kind === kind) return found;
    const other = found === undefined ? "" : `; it is of kind ${found.kind}`;
    this.unknown(`the schema has no ${kind} ${visible(name)}${other}`, path);
    return undefined;
  }

  #say(code: DiagnosticCode, message: string, path: JsonPath): void {
    this.diagnostics.push({ code, severity: "error", message, position: this.position(path) });
  }
}
