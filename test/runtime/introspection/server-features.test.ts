import { expect, test } from "vitest";
import { CommandError, DisconnectedError, IntrospectionError } from "../../../runtime/index.js";
import { ServerFeatures } from "../../../runtime/introspection/server-features.js";

function notFound(command: string): CommandError {
  const description = "no such command";
  return new CommandError(description, { command, errorClass: "CommandNotFound", description });
}

/** Features of a server with fixed answers, and the queries it received. */
function featuresOf(answers: Readonly<Record<string, unknown>>) {
  const queries: string[] = [];
  const features = new ServerFeatures(async (command) => {
    queries.push(command);
    if (!(command in answers)) throw notFound(command);
    return answers[command];
  });
  return { queries, features };
}

test("queries the server once for any number of questions", async () => {
  const { queries, features } = featuresOf({
    "query-qmp-schema": [{ name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0" }],
  });
  const answers = await Promise.all([
    features.supports({ command: "stop" }),
    features.supports({ command: "go" }),
  ]);
  expect(answers).toEqual([true, false]);
  expect(await features.supports({ event: "STOP" })).toBe(false);
  expect(queries).toEqual(["query-qmp-schema"]);
});

test("supports the enabled commands of a guest agent", async () => {
  const { queries, features } = featuresOf({
    "guest-info": {
      version: "10.0.2",
      supported_commands: [
        { name: "guest-ping", enabled: true, "success-response": true },
        { name: "guest-exec", enabled: false, "success-response": true },
        "nonsense",
      ],
    },
  });
  expect(await features.supports({ command: "guest-ping" })).toBe(true);
  expect(await features.supports({ command: "guest-exec" })).toBe(false);
  expect(await features.supports({ command: "guest-fly" })).toBe(false);
  expect(queries).toEqual(["query-qmp-schema", "guest-info"]);
  const more = features.supports({ command: "guest-ping", feature: "unstable" });
  await expect(more).rejects.toThrow(IntrospectionError);
  await expect(more).rejects.toThrow("a guest agent reports only which commands it supports");
});

test("throws if the server has neither command", async () => {
  const { features } = featuresOf({});
  await expect(features.supports({ command: "stop" })).rejects.toMatchObject({
    name: "IntrospectionError",
    code: "introspection-missing",
    cause: { command: "query-qmp-schema" },
  });
});

test("rethrows any other error and queries again at the next question", async () => {
  let isUp = false;
  const features = new ServerFeatures(async () => {
    if (!isUp) throw new DisconnectedError("gone");
    return [{ name: "STOP", "meta-type": "event", "arg-type": "0" }];
  });
  await expect(features.supports({ event: "STOP" })).rejects.toThrow(DisconnectedError);
  isUp = true;
  expect(await features.supports({ event: "STOP" })).toBe(true);
});
