import { connect, connectAgent, connectOnDemand, connectPersistent, type ProtocolDescriptor } from "qapi-ts";
import { acceptSessions, launch } from "qapi-ts/node";
import { qga } from "qapi-ts/qga";
import * as agentValidators from "qapi-ts/qga/validators";
import { qmp, type QmpProtocol } from "qapi-ts/qmp";
import * as validators from "qapi-ts/qmp/validators";
import { qsd } from "qapi-ts/qsd";
import { createServer } from "qapi-ts/server";

// A guest agent's protocol for a function that waits for a greeting, and the reverse.
void connect({ path: "/run/vm.sock", protocol: qga });
void connectPersistent({ path: "/run/vm.sock", protocol: qga });
connectOnDemand({ path: "/run/vm.sock", protocol: qga });
void launch({ binary: "qemu-system-x86_64", protocol: qga });
void acceptSessions({ path: "/run/vm.sock", protocol: qga }, () => undefined);
void connectAgent({ path: "/run/vm.agent", protocol: qmp });
void connectAgent({ path: "/run/vm.agent", protocol: qsd });

// Validators of another protocol.
void connect({ port: 4444, protocol: qmp, validators: agentValidators });
void connectPersistent({ port: 4444, protocol: qsd, validators: agentValidators });
void connectAgent({ path: "/run/vm.agent", protocol: qga, validators });
void launch({ binary: "qemu-system-x86_64", protocol: qmp, validators: agentValidators });
createServer(qmp, {}, { validators: agentValidators });

// Capabilities that the protocol does not have.
void connect({ port: 4444, protocol: qmp, capabilities: ["obb"] });
connectOnDemand({ port: 4444, protocol: qsd, capabilities: ["oob", "signal"] });
void launch({ binary: "qemu-system-x86_64", protocol: qmp, capabilities: ["OOB"] });

// An event that the server's protocol does not have.
createServer(qmp, {}).relay({ event: "STPO", data: undefined, timestamp: undefined });

// A descriptor with the types of another protocol.
export const wrong: ProtocolDescriptor<QmpProtocol> = qga;
