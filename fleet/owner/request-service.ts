import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redactor } from "qapi-ts/observe";
import { decodeText, isObject, parseJson } from "../messages/body.js";
import { headerOf } from "../messages/headers.js";
import { withoutReply, type Reply } from "../messages/reply.js";
import type { MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";
import type { MachineAccess, MachineCommand } from "./machine-access.js";
import type { Known, RequestLog } from "./request-log.js";
import type { Responder } from "./responder.js";

/** Called before and after each step of a request, for tests that inject faults. */
export type RequestStep = "received" | "accepted" | "executed" | "replied";

/** The options of a {@link RequestService}. */
interface RequestServiceOptions {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly address: MachineAddress;
  readonly access: MachineAccess;
  readonly log: RequestLog;
  readonly responder: Responder;
  /** The epoch of the lease; undefined if it is not valid now. */
  readonly epoch: () => number | undefined;
  /** Whether a command only reads: then it may be executed again after a restart of the owner. */
  readonly isRead: (command: string) => boolean;
  readonly redactor: Redactor;
  readonly onProblem: (error: Error) => void;
  readonly onStep?: ((step: RequestStep, command: string) => unknown) | undefined;
}

/** Executes the requests for one machine, in the order of their arrival. */
export class RequestService {
  readonly #options: RequestServiceOptions;
  readonly #subscriptions: readonly Subscription[];
  /** Fulfilled when the requests before have been sent to the machine. */
  #previous: Promise<void> = Promise.resolve();
  #running = 0;

  constructor(options: RequestServiceOptions) {
    this.#options = options;
    const { connection, subjects, address } = options;
    this.#subscriptions = [
      connection.subscribe(subjects.commands(address), { callback: this.#callback(this.#execute) }),
      connection.subscribe(subjects.outcomes(address), { callback: this.#callback(this.#report) }),
    ];
  }

  /** Waits until all requests are answered, or the time is over. @param timeout - in milliseconds. */
  async drain(timeout: number): Promise<void> {
    const deadline = performance.now() + timeout;
    while (this.#running > 0 && performance.now() < deadline) await sleep(drainInterval);
  }

  /** Accepts no further requests. */
  stop(): void {
    for (const each of this.#subscriptions) each.unsubscribe();
  }

  #callback(
    handle: (message: Msg, epoch: number) => Promise<void>,
  ): (error: Error | null, message: Msg) => void {
    const { epoch: currentEpoch, onProblem } = this.#options;
    return (error, message) => {
      const epoch = currentEpoch();
      if (error !== null) onProblem(error);
      // Without the lease another owner answers, so that this one must be silent.
      else if (epoch !== undefined) {
        this.#running++;
        void handle(message, epoch)
          .catch(onProblem)
          .finally(() => this.#running--);
      }
    };
  }

  readonly #execute = async (message: Msg, epoch: number): Promise<void> => {
    const { responder, redactor, subjects, log, onStep } = this.#options;
    const request = readRequest(message, subjects);
    if (typeof request === "string") {
      await responder.answer(headerOf(message, "id") ?? "", message, withoutReply("not-sent", request));
      return;
    }
    const { id, command, args } = request;
    redactor.arguments(command, args);
    if (onStep !== undefined) await onStep("received", command);
    const sent = this.#inOrder(request, message, epoch);
    const reply = await (await sent)?.reply;
    if (reply === undefined) return;
    if (onStep !== undefined) await onStep("executed", command);
    await log.settle(id, epoch, reply);
    await responder.settle(id, reply);
    if (onStep !== undefined) await onStep("replied", command);
  };

  /** Claims a request at once, and sends it after those before. One that is out of band does not wait. */
  #inOrder(request: MachineCommand, message: Msg, epoch: number): Promise<Sent | undefined> {
    const claim = this.#claim(request, epoch);
    const previous = request.oob ? undefined : this.#previous;
    const sent = this.#send(request, message, epoch, claim, previous);
    const ignore = (): void => undefined;
    if (!request.oob) this.#previous = sent.then(ignore, ignore);
    return sent;
  }

  async #claim({ id, command }: MachineCommand, epoch: number): Promise<"new" | Known> {
    const { log, isRead, onProblem } = this.#options;
    try {
      return await log.claim(id, epoch, isRead(command));
    } catch (cause) {
      onProblem(new Error(`the request ${id} could not be recorded`, { cause }));
      return withoutReply("not-sent", "the owner cannot record the request now", id);
    }
  }

  /** @returns the future reply; undefined if the request is not executed. */
  async #send(
    request: MachineCommand,
    message: Msg,
    epoch: number,
    claim: Promise<"new" | Known>,
    previous: Promise<void> | undefined,
  ): Promise<Sent | undefined> {
    const { responder, access, epoch: currentEpoch, onStep } = this.#options;
    const { id, command } = request;
    const claimed = await claim;
    if (claimed === "pending") responder.wait(id, message);
    else if (claimed !== "new") await responder.answer(id, message, claimed);
    if (claimed !== "new") return undefined;
    responder.wait(id, message);
    responder.accepted(id, epoch);
    if (onStep !== undefined) await onStep("accepted", command);
    await previous;
    // The lease may have ended while the request waited, or while the process was stopped.
    const isOwner = currentEpoch() === epoch;
    const notSent = withoutReply("not-sent", "the owner has lost the machine", id);
    return { reply: isOwner ? access.call(request) : Promise.resolve(notSent) };
  }

  /** Answers with the outcome of a request. */
  readonly #report = async (message: Msg, epoch: number): Promise<void> => {
    const { responder, log, subjects } = this.#options;
    const id = subjects.lastName(message.subject);
    if (id === undefined) return;
    const known = await log.find(id, epoch);
    if (known !== "pending") {
      await responder.answer(id, message, known);
      return;
    }
    responder.wait(id, message);
    responder.working(id, message);
  };
}

/** A request that was sent. In an object, so that the promise is not awaited together with the sending. */
interface Sent {
  readonly reply: Promise<Reply>;
}

/** Reads a request. Returns the reason why it is invalid. */
function readRequest(message: Msg, subjects: Subjects): MachineCommand | string {
  const id = headerOf(message, "id");
  const command = subjects.lastName(message.subject);
  if (id === undefined || id.length > maxIdLength) return "the request has no valid id";
  if (command === undefined || command === "") return "the subject names no command";
  const oob = headerOf(message, "oob") === "true";
  if (message.data.length === 0) return { id, command, args: undefined, oob };
  const args = parseJson(decodeText(message.data));
  return isObject(args) ? { id, command, args, oob } : "the arguments are not an object in JSON";
}

/** In characters. */
const maxIdLength = 100;

/** How often `drain` looks at the requests, in milliseconds. */
const drainInterval = 5;
