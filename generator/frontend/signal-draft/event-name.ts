/** A type's name that is an event's in the draft; names of another form are left to the rules for types. */
const eventType = /^(__[A-Za-z0-9.-]+_)?((?:[A-Z][A-Za-z0-9]*)?Event)$/;

/** Where a word of a type's name ends: `Block|IO|Event`. */
const wordEnd = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;

/**
 * The name on the wire of the event that a type's name stands for: `BlockIOEvent` -> `BLOCK_IO_EVENT`. Undefined
 * where the name is no event's. A run of capitals is one word, but for its last one where a word begins with it.
 */
export function eventName(type: string): string | undefined {
  const [, prefix = "", stem] = eventType.exec(type) ?? [];
  return stem === undefined ? undefined : prefix + stem.replace(wordEnd, "_").toUpperCase();
}
