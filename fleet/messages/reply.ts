import type { FinalState } from "./headers.js";
import { toJson } from "./body.js";

/** The final answer to a request. */
export interface Reply {
  readonly state: FinalState;
  /** A reply of QMP without its id: `{"return": ...}` or `{"error": ...}`. */
  readonly text: string;
}

/** The machine returned a value. A command without a result returns an empty object. */
export function returned(value: unknown): Reply {
  return { state: "done", text: `{"return":${toJson(value ?? {})}}` };
}

/** The machine answered with an error. */
export function failed(errorClass: string, desc: string): Reply {
  return { state: "done", text: toJson({ error: { class: errorClass, desc } }) };
}

/** The policy forbids the command. */
export function refused(desc: string): Reply {
  return { state: "refused", text: toJson({ error: { class: "GenericError", desc } }) };
}

/**
 * The command was not sent, or its reply is lost. A session reads the member `outcome`.
 * @param request - the id of the request.
 */
export function withoutReply(state: "not-sent" | "unknown", desc: string, request?: string): Reply {
  return { state, text: toJson({ error: { class: "GenericError", desc, outcome: state, request } }) };
}
