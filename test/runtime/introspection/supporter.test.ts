import { expect, test } from "vitest";
import { CommandError, DisconnectedError, IntrospectionError } from "../../../runtime/index.js";
import { Supporter } from "../../../runtime/introspection/supporter.js";

function notFound(command: string): CommandError {
  const description = "no such command";
  return new CommandError(description, { command, errorClass: "CommandNotFound", description });
}

/** Answers as told, and notes what it was asked. */
function asking(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const supporter = new Supporter(async (command) => {
    asked.push(command);
    if (!(command in answers)) throw notFound(command);
    return answers[command];
  });
  return { asked, supporter };
}

test("the server is asked once, however many questions there are", async () => {
  const { asked, supporter } = asking({
    "query-qmp-schema": [{ name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0" }],
  });
  const answers = await Promise.all([
    supporter.supports({ command: "stop" }),
    supporter.supports({ command: "go" }),
  ]);
  expect(answers).toEqual([true, false]);
  expect(await supporter.supports({ event: "STOP" })).toBe(false);
  expect(asked).toEqual(["query-qmp-schema"]);
});

test("a guest agent lists its commands, of which those count that are switched on", async () => {
  const { asked, supporter } = asking({
    "guest-info": {
      version: "10.0.2",
      supported_commands: [
        { name: "guest-ping", enabled: true, "success-response": true },
        { name: "guest-exec", enabled: false, "success-response": true },
        "nonsense",
      ],
    },
  });
  expect(await supporter.supports({ command: "guest-ping" })).toBe(true);
  expect(await supporter.supports({ command: "guest-exec" })).toBe(false);
  expect(await supporter.supports({ command: "guest-fly" })).toBe(false);
  expect(asked).toEqual(["query-qmp-schema", "guest-info"]);
  const more = supporter.supports({ command: "guest-ping", feature: "unstable" });
  await expect(more).rejects.toThrow(IntrospectionError);
  await expect(more).rejects.toThrow("no more of itself than which commands it has");
});

test("a server that tells nothing is an error, and not an answer", async () => {
  const { supporter } = asking({});
  await expect(supporter.supports({ command: "stop" })).rejects.toMatchObject({
    name: "IntrospectionError",
    code: "introspection-missing",
    cause: { command: "query-qmp-schema" },
  });
});

test("what went wrong otherwise is told as it is, and asked again the next time", async () => {
  let isUp = false;
  const supporter = new Supporter(async () => {
    if (!isUp) throw new DisconnectedError("gone");
    return [{ name: "STOP", "meta-type": "event", "arg-type": "0" }];
  });
  await expect(supporter.supports({ event: "STOP" })).rejects.toThrow(DisconnectedError);
  isUp = true;
  expect(await supporter.supports({ event: "STOP" })).toBe(true);
});
