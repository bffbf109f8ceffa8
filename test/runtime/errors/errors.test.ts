import { inspect } from "node:util";
import { expect, test } from "vitest";
import * as runtime from "../../../runtime/index.js";

const { CommandError, ConnectError, DisconnectedError, OutcomeUnknownError, QapiError } = runtime;

test("names every error after its class and derives it from QapiError", () => {
  const classes = Object.entries(runtime).filter(([name]) => name.endsWith("Error") && name !== "QapiError");
  expect(classes.length).toBeGreaterThan(10);
  for (const [name, errorClass] of classes) {
    expect(Object.getPrototypeOf(errorClass), name).toBe(QapiError);
  }
  expect(new DisconnectedError("gone")).toMatchObject({
    name: "DisconnectedError",
    serverMayHaveActed: false,
  });
  expect(new OutcomeUnknownError("lost").serverMayHaveActed).toBe(true);
});

test("prints an error without the request, which may hold a password", () => {
  const error = new CommandError("set_password failed", {
    command: "set_password",
    sent: '{"execute":"set_password","arguments":{"password":"hunter2"}}',
    errorClass: "GenericError",
    description: "no",
  });
  expect(error.sent).toContain("hunter2");
  expect(inspect(error)).not.toContain("hunter2");
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("sets a cause only if there is one", () => {
  expect(new ConnectError("connect-failed", "no", { cause: 5 }).cause).toBe(5);
  expect("cause" in new ConnectError("connect-failed", "no")).toBe(false);
});
