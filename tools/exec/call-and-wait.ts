import type { CompletionOptions, Progress, Session } from "qapi-ts";
import type { Terminal } from "../cli/terminal.js";
import { UsageError } from "../failure.js";
import { createProgress } from "../output/progress.js";
import { loadBindings } from "./bindings.js";

/** A generated function that waits. That of a command without arguments takes the options after the session. */
type AndWait = (
  session: Session,
  ...rest: readonly (object | undefined)[]
) => Promise<unknown> & AsyncIterable<Progress>;

/**
 * Runs a command, shows its progress and returns its result when it is complete.
 * @param timeout - the limit of the whole, in milliseconds.
 * @throws UsageError (as a rejection) before anything is sent, if the command has no known completion.
 */
export async function callAndWait(
  session: Session,
  command: string,
  args: object | undefined,
  timeout: number,
  terminal: Terminal,
): Promise<unknown> {
  const andWait = await findAndWait(session, command);
  const options: CompletionOptions = { timeout };
  const completion = andWait.length > 2 ? andWait(session, args, options) : andWait(session, options);
  const progress = createProgress(command, terminal);
  // The iteration fails with the completion, which is awaited below.
  completion.catch(() => undefined);
  try {
    for await (const { current, total } of completion) progress.update(current, total);
  } catch {
    // As above.
  } finally {
    progress.stop();
  }
  return await completion;
}

async function findAndWait(session: Session, command: string): Promise<AndWait> {
  const bindings = await loadBindings(session.greeting.version);
  const found = bindings[andWaitName(command)];
  if (typeof found === "function") return found as AndWait;
  const known = Object.keys(bindings).filter((name) => name.endsWith("AndWait"));
  throw new UsageError(
    `${command}: the command is complete when it is answered. Leave out --wait (it is for ${known.length} commands such as migrate, device_del and blockdev-mirror).`,
  );
}

/** Returns the name of the generated function: `deviceDelAndWait` for `device_del`. */
export function andWaitName(command: string): string {
  return `${command.replace(/[-_.](\w)/g, (_, letter: string) => letter.toUpperCase())}AndWait`;
}
