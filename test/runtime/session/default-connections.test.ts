import { describe, expect, test } from "vitest";
import { connect, type QapiError, type Session } from "../../../runtime/index.js";
import { rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

/** The greeting of a server with signals. */
const greeting = {
  QMP: { version: { qemu: { micro: 0, minor: 0, major: 99 }, package: "" }, capabilities: ["signals"] },
};

type Answer = (args: object | undefined) => object;

const accept: Answer = () => ({ return: {} });
const refuse =
  (desc: string): Answer =>
  () => ({ error: { class: "GenericError", desc } });
const acceptWithoutArgument: Answer = (args = {}) =>
  ("default-connections" in args ? refuse("Parameter 'default-connections' is unexpected") : accept)(args);

/** Connects to a server that answers the commands of the negotiation in this way. */
async function negotiate(
  answers: Readonly<Record<string, Answer>>,
  defaultConnections: boolean,
): Promise<{ readonly connecting: Promise<Session>; readonly sent: () => unknown[]; peer: ScriptedPeer }> {
  const peer = new ScriptedPeer();
  const connecting = connect({ transport: peer.open, defaultConnections });
  connecting.catch(() => undefined);
  await settle();
  peer.write(greeting);
  for (let answered = 0; answered < 3; answered++) {
    await settle();
    const request = peer.requests[answered];
    const answer = answers[request?.execute ?? ""];
    if (request !== undefined && answer !== undefined) {
      peer.write({ ...answer(request.arguments), id: request.id });
    }
  }
  await settle();
  const sent = (): unknown[] =>
    peer.requests.map(({ execute, arguments: args }) => (args === undefined ? [execute] : [execute, args]));
  return { connecting, sent, peer };
}

const byArgument = ["qmp_capabilities", { enable: ["signals"], "default-connections": false }];
const plain = ["qmp_capabilities", { enable: ["signals"] }];
const byCommand = ["drop-default-connections"];

describe("a session without default connections", () => {
  test("drops them by the argument of qmp_capabilities, if the server takes it", async () => {
    const { connecting, sent } = await negotiate({ qmp_capabilities: accept }, false);
    await (await connecting).close();
    expect(sent()).toEqual([byArgument]);
  });

  test("drops them by the command, and then negotiates, if the server refuses the argument", async () => {
    const { connecting, sent } = await negotiate(
      { qmp_capabilities: acceptWithoutArgument, "drop-default-connections": accept },
      false,
    );
    const session = await connecting;
    expect(session.capabilities).toEqual(["signals"]);
    expect(sent()).toEqual([byArgument, byCommand, plain]);
    await session.close();
  });

  test("is not connected if the server takes neither", async () => {
    const { connecting, sent } = await negotiate(
      { qmp_capabilities: acceptWithoutArgument, "drop-default-connections": refuse("unknown") },
      false,
    );
    expect(await rejection(connecting)).toMatchObject({
      code: "negotiation-failed",
      command: "qmp_capabilities",
      message: expect.stringContaining("'default-connections' is unexpected") as string,
    } satisfies Partial<Record<keyof QapiError, unknown>>);
    expect(sent()).toEqual([byArgument, byCommand]);
  });

  test.each([1, 2])("is not connected if the server dies after request %i", async (count) => {
    const answers = count === 1 ? {} : { qmp_capabilities: acceptWithoutArgument };
    const { connecting, sent, peer } = await negotiate(answers, false);
    peer.disconnect();
    expect(await rejection(connecting)).toMatchObject({ code: "negotiation-failed" });
    expect(sent()).toEqual([byArgument, byCommand].slice(0, count));
  });
});

test("a session with default connections sends neither the argument nor the command", async () => {
  const { connecting, sent } = await negotiate({ qmp_capabilities: refuse("no") }, true);
  expect(await rejection(connecting)).toMatchObject({ code: "negotiation-failed" });
  expect(sent()).toEqual([plain]);
});
