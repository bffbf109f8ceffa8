import { CallFailure, shareMachine, type SharedClient, type ShareOptions } from "qapi-ts-tools/share";
import { toJson } from "../messages/body.js";
import { refused, returned, withoutReply, type Reply } from "../messages/reply.js";
import type { MachineAccess, MachineCommand } from "./machine-access.js";

/** The name of the fleet's clients in the audit log. NATS does not report who sent a request. */
const clientName = "nats";

/**
 * Shares a machine, and serves it as one of the clients: its commands pass the policy and the audit log.
 * @throws ToolError (as a rejection) if the machine cannot be connected to.
 */
export async function shareAccess(options: ShareOptions): Promise<MachineAccess> {
  const shared = await shareMachine(options);
  const client = shared.client({ name: clientName });
  return {
    get greeting() {
      return shared.greeting;
    },
    get connected() {
      return shared.connected;
    },
    call: (command) => callShared(client, command),
    onEvent: (listener) => {
      client.subscribe(listener);
    },
    onState: (listener) => {
      shared.onState(listener);
    },
    close: () => shared.close(),
  };
}

async function callShared(client: SharedClient, { id, command, args, oob }: MachineCommand): Promise<Reply> {
  try {
    return returned(await client.call(command, args, { oob }));
  } catch (error) {
    const failure: unknown = error instanceof Error ? error.cause : undefined;
    if (!(failure instanceof CallFailure)) throw error;
    const { outcome, errorClass, message, content } = failure;
    switch (outcome) {
      case "refused":
        return refused(message);
      case "failed":
        return { state: "done", text: toJson({ error: { ...content, class: errorClass, desc: message } }) };
      case "not-sent":
      case "unknown":
        return withoutReply(outcome, message, id);
    }
  }
}
