import type { CallOptions } from "qapi-ts";
import type { AuditClient, Auditor, Outcome } from "./audit.js";
import { CallFailure, failureOf, notSent, refused } from "./call-failure.js";
import { CallLimit } from "./call-limit.js";
import type { MachineLink } from "./machine-link.js";
import { effectOfCall } from "./policy/effects.js";
import type { Policy, Refusal } from "./policy/policy.js";
import { reasonOf } from "../tool-error.js";

/** A command of a client. */
export interface ClientCommand {
  readonly command: string;
  readonly args: object;
  readonly oob: boolean;
  /** The client's own id of the request; undefined if it has none. */
  readonly id?: unknown;
  /** Aborts when the client has gone. A command that was not sent then is not sent. */
  readonly signal?: AbortSignal | undefined;
}

/** What a client receives as the reply. */
export type CommandReply = { readonly value: unknown } | { readonly failure: CallFailure };

/** The client that sends commands, and what it may do. */
export interface CommandSource {
  readonly client: AuditClient;
  readonly policy: Policy;
}

/** So many in-band commands QEMU takes while it still reads out-of-band ones. */
const maxInBand = 8;
const maxOutOfBand = 64;

/** Passes the commands of all clients to the machine: checks the policy, limits how many are sent, and audits each. */
export class CommandRelay {
  readonly #link: MachineLink;
  readonly #auditor: Auditor;
  readonly #inBand = new CallLimit(maxInBand);
  readonly #outOfBand = new CallLimit(maxOutOfBand);

  constructor(link: MachineLink, auditor: Auditor) {
    this.#link = link;
    this.#auditor = auditor;
  }

  /**
   * Executes a command. A command that was sent is finished and audited even if its client goes.
   * @param answer - receives the reply, exactly once: when it arrives, before any event that the machine sent after it.
   * @returns a promise that is fulfilled after the answer. It never rejects.
   */
  async execute(
    source: CommandSource,
    command: ClientCommand,
    answer: (reply: CommandReply) => void,
  ): Promise<void> {
    const finish = this.#finisher(source, command, answer);
    const refusal = this.#refusal(source.policy, command);
    if (refusal !== undefined) {
      finish({ failure: refused(refusal) });
      return;
    }
    const limit = command.oob ? this.#outOfBand : this.#inBand;
    if (!limit.tryTake() && !(await limit.wait(command.signal))) {
      finish({ failure: notSent(command.command, "the client gave it up") });
      return;
    }
    try {
      await this.#send(command, finish);
    } catch (error) {
      finish({ failure: failureOf(command.command, error) });
    } finally {
      limit.release();
    }
  }

  #refusal(policy: Policy, { command, args }: ClientCommand): Refusal | undefined {
    if (this.#auditor.isBroken) {
      return { rule: "audit", message: "refused: the audit log cannot be written" };
    }
    try {
      return policy.check(command, args);
    } catch (error) {
      return { rule: "policy", message: `refused: the policy could not be checked: ${reasonOf(error)}` };
    }
  }

  async #send({ command, args, oob }: ClientCommand, finish: (reply: CommandReply) => void): Promise<void> {
    const { session } = this.#link;
    if (session === undefined) throw notSent(command, "the machine is not connected");
    const onReply: CallOptions["onReply"] = (reply) =>
      finish("value" in reply ? reply : { failure: failureOf(command, reply.error) });
    await session.call(command, args, { oob, onReply });
  }

  /** Returns a function that audits the first reply and passes it on. */
  #finisher(
    { client }: CommandSource,
    { command, args, oob, id }: ClientCommand,
    answer: (reply: CommandReply) => void,
  ): (reply: CommandReply) => void {
    const start = performance.now();
    let isFinished = false;
    return (reply) => {
      if (isFinished) return;
      isFinished = true;
      this.#auditor.command(client, () => ({
        command,
        effect: effectOfCall(command, args),
        oob,
        ...(id !== undefined && { id }),
        args,
        ...outcomeOf(reply),
        milliseconds: Math.round((performance.now() - start) * 1000) / 1000,
      }));
      answer(reply);
    };
  }
}

function outcomeOf(reply: CommandReply): { outcome: Outcome; error?: { class: string; desc: string } } {
  if ("value" in reply) return { outcome: "done" };
  const { outcome, errorClass, message } = reply.failure;
  return { outcome, error: { class: errorClass, desc: message } };
}
