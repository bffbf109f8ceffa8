import { IntrospectionError } from "../errors/index.js";
import { sendQuery, type SendQuery, type ServerFeatures } from "../introspection/server-features.js";
import { isPlainCommand } from "../introspection/question.js";
import { isObject } from "../json.js";

/**
 * Queries the commands of a guest agent, which is all that an agent reports.
 * @throws IntrospectionError (as a rejection) if the agent has no `guest-info`.
 */
export async function queryAgentCommands(send: SendQuery): Promise<ServerFeatures> {
  const commands = enabledCommands(await sendQuery(send, "guest-info"));
  return (question) => {
    if (isPlainCommand(question)) return commands.has(question.command);
    throw new IntrospectionError("a guest agent reports only which commands it supports");
  };
}

/** The commands in the answer to `guest-info` that can be called: an agent also lists disabled ones. */
function enabledCommands(answer: unknown): ReadonlySet<string> {
  const list = isObject(answer) ? answer["supported_commands"] : undefined;
  const commands: unknown[] = Array.isArray(list) ? list : [];
  return new Set(
    commands.flatMap((command) => {
      if (!isObject(command) || command["enabled"] !== true) return [];
      return typeof command["name"] === "string" ? [command["name"]] : [];
    }),
  );
}
