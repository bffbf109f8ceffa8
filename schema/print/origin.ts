import type { Answer } from "./answers.js";
import type { AgentInfo } from "./ask-agent.js";
import type { Origin } from "./files.js";

const sentencesOrigin = "Descriptions: written for this project, in schema/sentences.";

/** Lists the sources of a schema that binaries report. */
export function monitorOrigin(schema: string, answers: readonly Answer[]): Origin {
  const version = [...new Set(answers.map((answer) => answer.version))].join(", ");
  const packages = [...new Set(answers.map((answer) => answer.package))].join(", ");
  const binaries = answers.map(({ binary }) => binary).join(", ");
  return {
    version: `QEMU ${version}`,
    sources: [
      `Commands, events, members, values, features: the answers to query-qmp-schema of the binaries of QEMU ${version} (${packages}), namely ${binaries}.`,
      `Names of types and modules, integer types, conditions, versions, and properties of commands that introspection does not report: the schema of QEMU ${schema}.`,
      sentencesOrigin,
    ],
  };
}

/** Lists the sources of the guest agent's schema. */
export function agentOrigin(schema: string, agent: AgentInfo): Origin {
  return {
    version: `QEMU ${schema}`,
    sources: [
      `All facts: the guest agent's schema of QEMU ${schema}; an agent does not support query-qmp-schema. It has every command that the agent of QEMU ${agent.version} reports.`,
      sentencesOrigin,
    ],
  };
}
