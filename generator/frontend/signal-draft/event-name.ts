/** The name of a type that the signal draft treats as an event. */
const eventType = /^(__[A-Za-z0-9.-]+_)?((?:[A-Z][A-Za-z0-9]*)?Event)$/;

const maxNameLength = 1000;

/** The boundaries between the words of a type's name: `Block|IO|Event`. */
const wordEnd = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;

/**
 * Converts the name of an event type of the signal draft to the event's name on the wire: `BlockIOEvent` becomes
 * `BLOCK_IO_EVENT`. A run of capitals is one word, except for a last capital that begins the next word. Returns
 * undefined if the name is not that of an event type.
 */
export function eventName(type: string): string | undefined {
  // Longer names are reported by the rules.
  if (type.length > maxNameLength) return undefined;
  const [, prefix = "", stem] = eventType.exec(type) ?? [];
  return stem === undefined ? undefined : prefix + stem.replace(wordEnd, "_").toUpperCase();
}
