/** What a member is called by those who use it: an argument, a member of a reply or of an event. */
export function thingCalled(uses: readonly string[]): string {
  const parts = new Set(uses.map((use) => /\.(arguments|returns|data)$/.exec(use)?.[1]));
  const [only] = parts;
  if (parts.size !== 1) return "member";
  if (only === "arguments") return "argument";
  if (only === "returns") return "member of the reply";
  return only === "data" ? "member of the event" : "member";
}
