import { closeNats, connectNats, type NatsOptions } from "../nats/connection.js";
import { serversText, withNatsErrors } from "../nats/nats-error.js";
import { openStores } from "../nats/stores.js";
import { Subjects } from "../subjects/subjects.js";
import { ConnectionState } from "./connection-state.js";
import { NatsFleet, type Fleet } from "./fleet.js";
import { Inbox } from "./inbox.js";
import type { RequestLimits } from "./pending-request.js";
import { RequestSender } from "./request-sender.js";

/** The options of {@link connectFleet}. */
export interface FleetOptions extends NatsOptions {
  /** The site of machines whose address names none. Default: an address must name its site. */
  readonly site?: string;
  /** The first tokens of all subjects. Default: `qmp`. */
  readonly prefix?: string;
  /** When the owner of a machine is queried for the outcome of a request, and when the request is given up. */
  readonly limits?: RequestLimits;
  /** Receives what fails and has no caller, such as the list of machines. Default: ignored. */
  readonly onProblem?: (error: Error) => void;
}

/**
 * Connects to the machines that owners serve over NATS.
 * @throws ConnectError (as a rejection) if no server of NATS can be reached, or it refuses the credentials; UsageError if a file
 * that the options name cannot be read; RangeError if the prefix is not tokens of subjects.
 */
export async function connectFleet(options: FleetOptions = {}): Promise<Fleet> {
  const { prefix, site, limits = {}, onProblem = () => undefined } = options;
  const connection = await connectNats({ name: "qapi-ts-fleet", ...options });
  try {
    const subjects = new Subjects(prefix);
    const state = new ConnectionState(connection);
    const servers = serversText(options);
    const stores = await withNatsErrors(`the stores of the fleet cannot be opened at ${servers}`, () =>
      openStores(connection, subjects, options),
    );
    const sender = new RequestSender(
      connection,
      state,
      subjects,
      new Inbox(connection, options.inbox),
      limits,
    );
    return new NatsFleet({ connection, servers, state, subjects, stores, sender, site, onProblem });
  } catch (error) {
    await closeNats(connection);
    throw error;
  }
}
