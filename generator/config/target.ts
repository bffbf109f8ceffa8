import type { Position } from "../model/model.js";

/** The file extension in relative imports of generated files. */
export type ImportExtension = "js" | "ts" | "none";

/** A server and the bindings of its older versions. */
export interface TargetServer {
  /** For example `QEMU`. */
  readonly name: string;
  /** For example `11.1`. */
  readonly version: string;
  readonly older?: readonly { readonly version: string; readonly import: string }[];
}

/** One set of bindings to generate. */
export interface Target {
  /** The schema's entry file. */
  readonly schema: string;
  /** The output folder. */
  readonly out: string;
  /** The protocol's name: `Qmp` gives `QmpProtocol`, `QmpSession`, `QmpCommands`, `QmpEvents` and `qmp`. */
  readonly name: string;
  /** The module that generated files import the runtime from. A path that starts with a dot is relative to `out`. */
  readonly runtime: string;
  /** Default: `js`. */
  readonly importExtension?: ImportExtension;
  /** The true conditions. Undefined: all definitions are kept, with their conditions in the documentation. */
  readonly defines: readonly string[] | undefined;
  /** The URL of a definition's reference page, in which `{kind}`, `{module}` and `{name}` are replaced. */
  readonly reference: string | undefined;
  /** The names of `runtime` that the index exports too: functions that are written by hand for the schema. Default: none. */
  readonly exports?: readonly string[];
  /** Whether validators are generated. Default: false. */
  readonly validators?: boolean;
  /**
   * The file with the facts that the schema cannot express, such as signal accessors and completions; `none`; or `qemu` for
   * those that are shipped with the generator. Default: `qemu` for QEMU's schemas, else `none`.
   */
  readonly annotations?: string | undefined;
  /**
   * The file with facts about devices, as `qapi-ts devices` prints it, or `none` for no module of devices. Default: the
   * devices that were imported with the schema, else none.
   */
  readonly devices?: string;
  /**
   * Whether annotations of names that the schema lacks are skipped: the file may be written for several versions of a
   * schema. Default: false, which reports such names.
   */
  readonly skipUnknownAnnotations?: boolean;
  /** The server that has the schema: a session reports an older one, and the documentation of the index names it. */
  readonly server?: TargetServer;
  /** The config file that describes the target. Diagnostics do not show an annotations file outside of its folder. */
  readonly config?: string;
  /** The positions in the config file of the files of the target, by path, and of what it lists, by {@link listedKey}. */
  readonly namedAt?: ReadonlyMap<string, Position>;
}

/** A target with only those options that do not have their default. */
export type TargetOptions = Pick<Target, "schema" | "out"> & Partial<Target>;

export const targetDefaults: Omit<Target, "schema" | "out"> = {
  name: "Qmp",
  runtime: "qapi-ts/codegen",
  defines: undefined,
  reference: undefined,
};

/** A protocol's name becomes part of identifiers. */
export const namePattern: string = "^[A-Z][A-Za-z0-9]*$";

const reserved =
  "await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|" +
  "function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|" +
  "super|switch|this|throw|true|try|typeof|var|void|while|with|yield";

/** The names of an export, which is a type if it begins with a capital letter. */
export const exportPattern: string = `^(?!(${reserved})$)[A-Za-z][A-Za-z0-9]*$`;

/** A server's name is emitted in comments. */
export const serverNamePattern: string = "^[A-Za-z][A-Za-z0-9 ._-]*$";

/** The version of a server: its first two numbers. */
export const serverVersionPattern: string = String.raw`^[0-9]+\.[0-9]+$`;

/** A module specifier is emitted between quotes. */
export const specifierPattern: string = "^[A-Za-z0-9@._~/:+-]+$";

/** A reference URL is emitted in comments. The pattern excludes everything that could end one. */
export const referencePattern: string = String.raw`^https?://([\w./:?#&=%~+,;!-]|\{(kind|module|name)\})+$`;

/** The name of a condition is a macro of C. */
export const conditionPattern: string = "^[A-Za-z_][A-Za-z0-9_]*$";

/** Returns the key in `namedAt` of a name that a member lists, which no path equals. */
export function listedKey(member: "define" | "exports", name: string): string {
  return `${member} ${name}`;
}

/** Returns the place in the config file of a name that a member lists, or else the schema. */
export function placeOf(
  { namedAt, schema }: Pick<Target, "namedAt" | "schema">,
  member: "define" | "exports",
  name: string,
): Position {
  return namedAt?.get(listedKey(member, name)) ?? { file: schema, line: 0, column: 0 };
}
