import type { LiveKind } from "./kinds.js";

/** A name that exists on a machine. */
export interface LiveValue {
  readonly value: string;
  readonly summary?: string | undefined;
  /** True if more may follow: a folder, or an object that has children. Default: false. */
  readonly continues?: boolean;
}

/** The query of a machine for the names of a kind. */
export interface LiveQuery {
  readonly command: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** Reads the names from the items of the answer, which is a list. */
  readonly read: (item: Item) => LiveValue | undefined;
}

type Item = Readonly<Record<string, unknown>>;

/** The other arguments, which some queries depend on. */
export interface LiveContext {
  /** The word at the cursor. */
  readonly prefix: string;
  /** Returns the given value of another argument. */
  readonly given: (argument: string) => string | undefined;
}

/** Returns the query for a kind; undefined if the arguments that it depends on are not given. */
export function queryFor(kind: LiveKind, { prefix, given }: LiveContext): LiveQuery | undefined {
  switch (kind) {
    case "block-node":
      return {
        command: "query-named-block-nodes",
        arguments: { flat: true },
        read: (item) => named(item["node-name"], text(item["drv"])),
      };
    case "block-device":
      return { command: "query-block", read: (item) => named(item["device"], text(item["qdev"])) };
    case "block-export":
      return { command: "query-block-exports", read: (item) => named(item["id"], text(item["type"])) };
    case "block-job":
      return { command: "query-block-jobs", read: (item) => named(item["device"], text(item["type"])) };
    case "job":
      return { command: "query-jobs", read: ({ id, type, status }) => named(id, join(type, status)) };
    case "character-device":
      return { command: "query-chardev", read: (item) => named(item["label"], text(item["filename"])) };
    case "fd-set":
      return { command: "query-fdsets", read: (item) => named(String(item["fdset-id"])) };
    case "processor":
      return {
        command: "query-cpus-fast",
        read: (item) => named(String(item["cpu-index"]), text(item["qom-path"])),
      };
    case "device":
      return children("/machine/peripheral");
    case "object":
      return children("/objects");
    case "secret":
      return children("/objects", /^child<(secret|secret_keyring|tls-cipher.*)>$/);
    case "throttle-group":
      return children("/objects", /^child<throttle-group>$/);
    case "device-driver":
      return types({ implements: "device", abstract: false });
    case "qom-type":
      return types({});
    case "device-property":
      return propertiesOfDevice(given("driver"));
    case "qom-property":
      return propertiesOfPath(given("path"));
    case "qom-path":
      return pathsBelow(prefix.slice(0, prefix.lastIndexOf("/")) || "/");
  }
}

function children(path: string, type = /^child</): LiveQuery {
  return {
    command: "qom-list",
    arguments: { path },
    read: (item) => (type.test(text(item["type"]) ?? "") ? named(item["name"], childType(item)) : undefined),
  };
}

function types(args: Item): LiveQuery {
  return { command: "qom-list-types", arguments: args, read: ({ name }) => named(name) };
}

function propertiesOfDevice(driver: string | undefined): LiveQuery | undefined {
  if (driver === undefined || driver === "") return undefined;
  return {
    command: "device-list-properties",
    arguments: { typename: driver },
    read: ({ name, type, description }) => named(name, join(type, description)),
  };
}

function propertiesOfPath(path: string | undefined): LiveQuery | undefined {
  if (path === undefined) return undefined;
  return { command: "qom-list", arguments: { path }, read: ({ name, type }) => named(name, text(type)) };
}

function pathsBelow(parent: string): LiveQuery {
  const prefix = parent === "/" ? "/" : `${parent}/`;
  return {
    command: "qom-list",
    arguments: { path: parent },
    read: (item) => {
      const name = text(item["name"]);
      const isChild = /^(child|link)</.test(text(item["type"]) ?? "");
      if (name === undefined || !isChild) return undefined;
      return { value: prefix + name, summary: childType(item), continues: true };
    },
  };
}

function childType({ type }: Item): string | undefined {
  return text(type)?.replace(/^(?:child|link)<(.*)>$/, "$1");
}

function named(value: unknown, summary?: string): LiveValue | undefined {
  return typeof value === "string" && value !== "" ? { value, summary } : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function join(...parts: readonly unknown[]): string | undefined {
  const texts = parts.filter((part) => typeof part === "string");
  return texts.length === 0 ? undefined : texts.join(", ");
}
