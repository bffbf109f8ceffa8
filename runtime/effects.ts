/**
 * What a command does: `read` changes nothing, `change` changes something and loses nothing, `destroy` may lose data or
 * the machine.
 */
export type Effect = "read" | "change" | "destroy";

/**
 * What a resource of the host is: a `path` of its file system, a network `address`, a `device`, a `program` that the
 * server runs, or a `monitor-command`, which is a command of the human monitor.
 */
export type HostResourceKind = "path" | "address" | "device" | "program" | "monitor-command";

/** An argument that names a resource of the host on which the server runs. */
export interface HostResource {
  /**
   * The argument. A dotted path leads into objects; lists are traversed; `**` stands for any number of members, also
   * none, because a type that contains itself has no limit.
   */
  readonly path: string;
  readonly kind: HostResourceKind;
}

/** The effect of one command. */
export interface CommandEffect {
  readonly effect: Effect;
  /** The arguments that can name resources of the host. Default: none. */
  readonly host?: readonly HostResource[];
}

/**
 * Creates the function that reports whether a command only reads, from names and prefixes followed by `*`. Generated code
 * calls this.
 */
export function readCommands(patterns: readonly string[]): (command: string) => boolean {
  const names = new Set(patterns);
  const prefixes = patterns.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  return (command) => names.has(command) || prefixes.some((prefix) => command.startsWith(prefix));
}
