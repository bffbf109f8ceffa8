import { introspect } from "qapi-ts-generator/introspection";
import type { Model } from "qapi-ts-generator/models";

type Entry = Readonly<Record<string, unknown>>;

/** The conditions of an agent on each kind of system. Those of Windows exclude those of the others. */
const systems: readonly (readonly string[])[] = [
  [
    "CONFIG_LINUX",
    "CONFIG_POSIX",
    "CONFIG_FSFREEZE",
    "CONFIG_FSTRIM",
    "CONFIG_GETLOADAVG",
    "CONFIG_LIBUDEV",
    "HAVE_GETIFADDRS",
    "HAVE_UTMPX",
  ],
  ["CONFIG_WIN32"],
];

/**
 * Returns what a guest agent would reply to `query-qmp-schema`, which it does not have: the commands and the types of
 * every system, with type names.
 */
export function agentAnswer(model: Model): Entry[] {
  const answers = systems.map((names) => introspect(model, { defines: new Set(names), unmask: true }));
  const entries = new Map<string, Entry>();
  for (const entry of answers.flat()) {
    const name = String(entry["name"]);
    entries.set(name, merge(entries.get(name), entry));
  }
  return [...entries.values()];
}

/** Returns an entry with the members and the branches of both. */
function merge(one: Entry | undefined, other: Entry): Entry {
  if (one === undefined) return other;
  const lists = ["members", "variants"].filter((key) => key in one || key in other);
  return { ...one, ...Object.fromEntries(lists.map((key) => [key, union(one[key], other[key])])) };
}

function union(one: unknown, other: unknown): unknown[] {
  const items = [one, other].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
