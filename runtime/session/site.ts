import type { QapiError } from "../errors/base.js";
import type { Transport } from "../transport/transport.js";
import type { ProtocolCore } from "./protocol-core.js";
import type { SessionRules } from "./session-rules.js";

/** A session from inside, as far as what is done to it has to do with it. */
export interface Site {
  readonly core: ProtocolCore;
  readonly rules: SessionRules;
  /** Undefined until it is there. */
  readonly transport: Transport | undefined;
  /** Hands all that is to be sent to the transport. */
  flush(): void;
  /** Something went wrong that is no caller's to hear of. */
  problem(error: QapiError): void;
}
