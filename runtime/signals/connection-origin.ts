import { isObject, stringifyJson } from "../json.js";
import type { SignalConnection } from "../events/subscription.js";

/** The accessor and the arguments that a connection was made with. */
interface Origin {
  readonly accessor: string;
  /** As text, because the caller may change the object. */
  readonly args: string;
}

const origins = new WeakMap<SignalConnection, Origin>();

/**
 * Records the accessor and the arguments of a connection, by which its `disconnect` function recognises it.
 * @returns the connection.
 */
export function recordOrigin(connection: SignalConnection, accessor: string, args: object): SignalConnection {
  origins.set(connection, { accessor, args: argumentsText(args) });
  return connection;
}

/** Returns how a connection was made; undefined if it was not made through an accessor. */
export function originOf(connection: SignalConnection): Origin | undefined {
  return origins.get(connection);
}

/** Writes arguments as JSON whose members are sorted, so that equal arguments have equal texts. */
export function argumentsText(args: object): string {
  return stringifyJson(sorted(args)) ?? "{}";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}
