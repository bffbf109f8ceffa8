import { CommandError, QapiError, type EventMessage, type Session } from "qapi-ts";
import { failed, returned, withoutReply, type Reply } from "../messages/reply.js";
import type { MachineAccess, MachineCommand } from "./machine-access.js";

/**
 * Serves a machine over a session that outlives its connections. The session has no protocol.
 * @param session - belongs to the access, which closes it.
 */
export function sessionAccess(session: Session): MachineAccess {
  return {
    get greeting() {
      return session.greeting;
    },
    get connected() {
      return session.state === "connected";
    },
    call: (command) => callSession(session, command),
    onEvent: (listener) => {
      const deliver = (message: EventMessage): void => listener(message);
      session.subscribe({ names: undefined, deliver });
      session.subscribe({ names: undefined, tagged: true, deliver });
    },
    onState: (listener) => {
      session.onState((state, previous) => {
        if (state === "connected") listener(true);
        else if (previous === "connected") listener(false);
      });
    },
    close: () => session.close(),
  };
}

async function callSession(session: Session, { id, command, args, oob }: MachineCommand): Promise<Reply> {
  // A session that is not connected would send the command later, when its client may have given up.
  if (session.state !== "connected") return withoutReply("not-sent", "the machine is not connected", id);
  try {
    return returned(await session.call(command, args, { oob, timeout: Infinity }));
  } catch (error) {
    if (!(error instanceof QapiError)) throw error;
    if (error instanceof CommandError) return failed(error.errorClass, error.description);
    return withoutReply(error.serverMayHaveActed ? "unknown" : "not-sent", error.message, id);
  }
}
