/** Writes the schema of the guest agent for the command `qmp`. usage: npm run schema:agent */
import { writeFileSync } from "node:fs";
import { agentAnswer } from "./agent-answer.js";

writeFileSync(
  "tools/schemas/guest-agent.json",
  `${JSON.stringify(agentAnswer("schema/qga/qapi-schema.json"))}\n`,
);
