import type { AnyProtocol, ProtocolDescriptor } from "../protocol.js";

/** The protocol of a server that has no schema: any command, any event, nothing typed. */
export const anyProtocol: ProtocolDescriptor<AnyProtocol> = { name: "any", noReply: [] };
