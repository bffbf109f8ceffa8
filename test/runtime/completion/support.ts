import {
  completeCommand,
  type Completing,
  type Completion,
  type CompletionOptions,
} from "../../../runtime/index.js";
import { connected, settle, type Fixture } from "../support/scripted-peer.js";

/** A command on its way to its completion, against a server that says what a test makes it say. */
export interface Completable extends Fixture {
  readonly completing: Completing<unknown>;
}

/** Begins a command, and lets it get as far as the wire. */
export async function begin(
  completion: Completion,
  args?: object,
  options: CompletionOptions = {},
): Promise<Completable> {
  const fixture = await connected();
  const completing = completeCommand(fixture.session, completion, args, { clock: fixture.clock, ...options });
  // A test looks at it later, and until then nobody does.
  completing.catch(() => undefined);
  await settle();
  return { ...fixture, completing };
}

/** The same, and the command is answered. */
export async function begun(
  completion: Completion,
  args?: object,
  options: CompletionOptions = {},
): Promise<Completable> {
  const completable = await begin(completion, args, options);
  completable.peer.returns(completion.command);
  await settle();
  return completable;
}
