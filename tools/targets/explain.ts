import type { QapiError } from "qapi-ts";

/**
 * Returns why no session could be opened, and what to do about it.
 * @param isLocal - whether the target is a unix socket.
 */
export function explain(error: QapiError, isLocal: boolean): string {
  if (error.code === "connect-occupied") {
    return `${error.message}. \`qmp ps\` shows which monitors are taken; a guest agent is qga:PATH`;
  }
  if (error.code === "connect-timeout" && isLocal) {
    return `${error.message}: other clients occupy the server and wait for it. \`qmp ps\` shows which monitors are taken`;
  }
  const cause = errorOf(error);
  const hint = cause === undefined ? undefined : hints[cause];
  return hint === undefined ? error.message : `${error.message} (${hint})`;
}

const hints: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket; `qmp ps` lists the machines of this host",
  ECONNREFUSED: "nothing listens there; `qmp ps` lists the machines of this host",
  EACCES: "run as the user that owns the socket, or as root",
  EPERM: "run as the user that owns the socket, or as root",
  ENOTSOCK: "the path is not a socket",
  ENOTFOUND: "there is no host of this name",
};

/** Finds the code of the system's error among the causes. */
function errorOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  if ("syscall" in error && "code" in error && typeof error.code === "string") return error.code;
  return errorOf(error.cause, depth + 1);
}
