import { ConnectError } from "../errors/index.js";
import { defaultMessageLimit } from "../framing/line-framer.js";
import type { Codec } from "../json/base64.js";
import type { AnyProtocol, Base64Members, Protocol, ProtocolDescriptor } from "../protocol.js";
import { signalsCapability } from "../signals/capability.js";
import type { NodeTarget, WebTarget } from "../transport/targets.js";
import type { TransportOpener } from "../transport/transport.js";
import { webSocketOpener } from "../transport/web-socket.js";
import { webStreamsOpener } from "../transport/web-streams.js";
import { ClientSession } from "./client-session.js";
import { realClock, type Clock } from "./clock.js";
import { SessionCore } from "./core.js";
import { Inspection, type Validation, type Validators } from "./inspection.js";
import type { MinimumVersion } from "./minimum-version.js";
import { timeouts, type CallTimeout } from "./timeouts.js";
import type { SessionObserver } from "./observer.js";
import type { CoreMaker } from "./protocol-core.js";
import { warn, type ProblemListener } from "./problems.js";
import type { TypedSession } from "./session.js";

/** Where the server is: something of Node's, something of the web's, or a transport of one's own. */
export type Target = NodeTarget | WebTarget | { readonly transport: TransportOpener };

/** How to connect, wherever it is to. */
export interface SessionSettings<P extends Protocol = AnyProtocol> {
  /** The protocol that is spoken: generated code exports it. Without it any name goes, and nothing is typed. */
  readonly protocol?: ProtocolDescriptor<P>;
  /**
   * How long it may take until the session is ready, in milliseconds: connecting, the greeting and the
   * negotiation together. 10,000 where it is left out; Infinity for no limit.
   */
  readonly timeout?: number;
  /** Gives up connecting when it fires. It has no bearing on a session that is ready. */
  readonly signal?: AbortSignal;
  /**
   * The capabilities to enable where the server offers them: `["oob", "signals"]` where it is left out; `[]`
   * refuses all.
   */
  readonly capabilities?: readonly string[];
  /** The least version that the server must have; an older one is refused with a VersionError. */
  readonly minimumVersion?: MinimumVersion;
  /**
   * False asks a server that knows signals to drop the events' default connections: only what was connected
   * through an accessor comes then. Any other server is not asked, and sends every event.
   */
  readonly defaultConnections?: boolean;
  /**
   * The timeout of each call that names none of its own, in milliseconds, or a function that tells it by the
   * command. A number gives way to the protocol's `timeouts`, a function goes before them; Infinity is none.
   */
  readonly callTimeout?: CallTimeout;
  /** Validators of the protocol, which generated code exports in a module of their own; without it, none are applied. */
  readonly validators?: Validators;
  /**
   * What the validators are applied to: the arguments of commands before they leave, which is what they do where this
   * is left out; or what the server sends too. A reply that is not right fails its call, an event that is not right goes
   * to `onProblem` and to no listener.
   */
  readonly validate?: Validation;
  /** The most characters that a message of the server's may have; 64 MiB where it is left out. */
  readonly messageLimit?: number;
  /** Told of what is no caller's to hear of; where it is left out, `console.warn` is. */
  readonly onProblem?: ProblemListener;
  /** Sees what happens, for logs, transcripts, traces and counters: `observe` makes one. */
  readonly observer?: SessionObserver;
  /** The passing of time; the real one, where it is left out. */
  readonly clock?: Clock;
}

/** What `connect` takes. */
export type SessionOptions<P extends Protocol = AnyProtocol> = Target & SessionSettings<P>;

const defaultTimeout = 10_000;
const defaultCapabilities = ["oob", signalsCapability];

/**
 * Connects to a server that speaks the QEMU Machine Protocol: opens the transport, awaits the greeting and
 * negotiates the capabilities.
 * @throws ConnectError or NegotiationError (as a rejection); their `code` says which way it failed.
 */
export function connect<P extends Protocol = AnyProtocol>(
  options: SessionOptions<P>,
): Promise<TypedSession<P>> {
  return openSession(options, (core, effects) => new SessionCore(core, effects));
}

/** Opens a session whose rules are those of the core that is made for it. */
export async function openSession<P extends Protocol>(
  options: SessionOptions<P>,
  core: CoreMaker,
): Promise<TypedSession<P>> {
  const { signal, timeout = defaultTimeout, observer, protocol } = options;
  if (signal?.aborted === true) throw abortedBy(signal);
  const report = options.onProblem ?? warn;
  const session = new ClientSession<P>({
    core,
    clock: options.clock ?? realClock,
    minimumVersion: options.minimumVersion,
    capabilities: options.capabilities ?? defaultCapabilities,
    defaultConnections: options.defaultConnections ?? true,
    noReply: protocol?.noReply ?? [],
    timeoutOf: timeouts(options.callTimeout, protocol?.timeouts),
    messageLimit: options.messageLimit ?? defaultMessageLimit,
    inspection: new Inspection(options.validators, options.validate),
    codec: protocol?.base64 === undefined ? undefined : await codecOf(protocol.base64),
    observer,
    problem: (problem) => {
      observer?.problem(problem);
      report(problem);
    },
  });
  const abandon = (): void => {
    if (signal !== undefined) session.abandon(abortedBy(signal));
  };
  signal?.addEventListener("abort", abandon);
  try {
    const opener = openerOf(options);
    await session.open(observer?.opener(opener) ?? opener, timeout);
  } finally {
    signal?.removeEventListener("abort", abandon);
  }
  return session;
}

/** Loaded when it is needed: most protocols have no such members. */
async function codecOf(members: Readonly<Record<string, Base64Members>>): Promise<Codec> {
  const { base64Codec } = await import("../json/base64.js");
  return base64Codec(members);
}

function abortedBy(signal: AbortSignal): ConnectError {
  return new ConnectError("connect-aborted", "the connecting was given up", { cause: signal.reason });
}

/** The opener of a target. Node's transports are loaded when one is meant: a browser has no use for them. */
function openerOf(target: Target): TransportOpener {
  if ("transport" in target) return target.transport;
  if ("webSocket" in target) return webSocketOpener(target);
  if ("readable" in target) return webStreamsOpener(target);
  return async (sink, signal) => {
    const node = await import("../transport/node/target.js");
    return node.openerOf(target)(sink, signal);
  };
}
