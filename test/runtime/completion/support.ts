import type { CompletionPromise } from "../../../runtime/codegen.js";
import { completeCommand, type Completion, type CompletionOptions } from "../../../runtime/index.js";
import { connected, settle, type Fixture } from "../support/scripted-peer.js";

/** A command that waits for its completion, on a scripted server. */
export interface Completable extends Fixture {
  readonly completing: CompletionPromise<unknown>;
}

/** Sends a command. */
export async function sent(
  completion: Completion,
  args?: object,
  options: CompletionOptions = {},
): Promise<Completable> {
  const fixture = await connected();
  const completing = completeCommand(fixture.session, completion, args, { clock: fixture.clock, ...options });
  // The test handles the rejection later.
  completing.catch(() => undefined);
  await settle();
  return { ...fixture, completing };
}

/** Sends a command and replies to it. */
export async function replied(
  completion: Completion,
  args?: object,
  options: CompletionOptions = {},
): Promise<Completable> {
  const completable = await sent(completion, args, options);
  completable.peer.reply(completion.command);
  await settle();
  return completable;
}
