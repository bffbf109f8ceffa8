import { expect, test } from "vitest";
import { SessionCore } from "../../../runtime/session/core.js";
import type { CoreMaker } from "../../../runtime/session/protocol-core.js";
import { rulesOf } from "../../../runtime/session/rules.js";

const core: CoreMaker = (options, effects) => new SessionCore(options, effects);

test("sessions that are made alike keep to the same rules", () => {
  const rules = rulesOf({}, core);
  expect(rulesOf({ timeout: 5, capabilities: ["oob", "signals"] }, core)).toBe(rules);
  expect(rulesOf({ capabilities: ["oob"] }, core)).not.toBe(rules);
});

test("a session that is made otherwise has rules of its own", () => {
  const onProblem = (): void => undefined;
  const rules = rulesOf({ onProblem }, core);
  expect(rules).toMatchObject({ onProblem, defaultConnections: true, validation: "sent" });
  expect(rulesOf({ onProblem: () => undefined }, core)).not.toBe(rules);
  expect(rulesOf({ onProblem, messageLimit: 10 }, core)).toMatchObject({ onProblem, messageLimit: 10 });
});
