import { isObject } from "../json.js";

/**
 * The commands that a guest agent offers, by its answer to `guest-info`. One that is there and switched off cannot be
 * called, so it does not count.
 */
export function guestCommands(answer: unknown): ReadonlySet<string> {
  const list = isObject(answer) ? answer["supported_commands"] : undefined;
  const commands: unknown[] = Array.isArray(list) ? list : [];
  return new Set(
    commands.flatMap((command) => {
      if (!isObject(command) || command["enabled"] !== true) return [];
      return typeof command["name"] === "string" ? [command["name"]] : [];
    }),
  );
}
