import fc from "fast-check";
import { expect, test } from "vitest";
import { RawClient, ScriptedMachine, share, until, type Received } from "./support.js";

/** What happens next in a run: a client sends a command, or the machine answers one or sends an event. */
type Step =
  | { readonly kind: "send"; readonly client: number; readonly oob: boolean }
  | { readonly kind: "answer"; readonly which: number; readonly fails: boolean }
  | { readonly kind: "event" }
  | { readonly kind: "vanish"; readonly client: number };

const clientCount = 4;
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("send" as const),
        client: fc.nat(clientCount - 1),
        oob: fc.boolean(),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant("answer" as const), which: fc.nat(20), fails: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: "event" as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("vanish" as const), client: fc.nat(clientCount - 1) }),
    },
  ),
  { minLength: 5, maxLength: 60 },
);

interface Reply {
  readonly return?: { readonly sender: number; readonly number: number };
  readonly error?: { readonly desc: string };
  readonly id?: string;
  readonly event?: string;
}

test("each client receives its own replies and all events for every order of commands and answers", async () => {
  await fc.assert(fc.asyncProperty(steps, run), { numRuns: 60 });
});

/** The answer of the machine, which names the sender, so that a reply at another client is recognised. */
function answerTo(request: Received, fails: boolean): object {
  const { sender, number } = request.arguments;
  const text = `${String(sender)}-${String(number)}`;
  return fails
    ? { error: { class: "GenericError", desc: text }, id: request.id }
    : { return: { sender, number }, id: request.id };
}

async function run(script: readonly Step[]): Promise<void> {
  let pending: Received[] = [];
  let isOver = false;
  await using machine = await new ScriptedMachine((request) => {
    if (isOver) machine.send(answerTo(request, false));
    else pending.push(request);
  }).start();
  await using fixture = await share(machine);
  const clients = await Promise.all(
    Array.from({ length: clientCount }, () => new RawClient(fixture.path).negotiate()),
  );
  const sent = clients.map(() => ({ inBand: [] as number[], all: new Set<number>() }));
  const gone = new Set<number>();
  let [numbers, events] = [0, 0];
  for (const step of script) {
    if (step.kind === "send" && !gone.has(step.client)) {
      const number = ++numbers;
      const id = `${step.client}-${number}`;
      clients[step.client]?.write({
        [step.oob ? "exec-oob" : "execute"]: "x",
        arguments: { sender: step.client, number },
        id,
      });
      sent[step.client]?.all.add(number);
      if (!step.oob) sent[step.client]?.inBand.push(number);
      await Promise.race([
        until(() => pending.some(({ arguments: args }) => args["number"] === number)),
        turns(),
      ]);
    } else if (step.kind === "answer" && pending.length > 0) {
      const [request] = pending.splice(step.which % pending.length, 1);
      if (request !== undefined) machine.send(answerTo(request, step.fails));
      await turns();
    } else if (step.kind === "event") {
      machine.send({ event: "E", data: { number: ++events }, timestamp: { seconds: 1, microseconds: 0 } });
    } else if (step.kind === "vanish" && gone.size < clientCount - 1) {
      gone.add(step.client);
      clients[step.client]?.socket.destroy();
    }
  }
  isOver = true;
  for (const request of pending) machine.send(answerTo(request, false));
  pending = [];
  for (const [index, client] of clients.entries()) {
    if (gone.has(index)) continue;
    const expected = sent[index] ?? { inBand: [], all: new Set() };
    await client.until(expected.all.size + events);
    check(index, client, expected, events);
  }
}

function check(
  index: number,
  client: RawClient,
  { inBand, all }: { readonly inBand: readonly number[]; readonly all: ReadonlySet<number> },
  events: number,
): void {
  const messages = client.messages.map((line) => JSON.parse(line) as Reply);
  const replies = messages.filter(({ event }) => event === undefined);
  const numbers = replies.map(({ return: value, error, id }) => {
    const answered = value === undefined ? error?.desc : `${value.sender}-${value.number}`;
    expect(answered).toBe(id);
    expect(id).toMatch(new RegExp(`^${index}-`));
    return Number(id?.split("-")[1]);
  });
  expect(new Set(numbers)).toEqual(all);
  expect(numbers).toHaveLength(all.size);
  expect(numbers.filter((number) => inBand.includes(number))).toEqual(inBand);
  expect(messages.length - replies.length).toBe(events);
}

/** Lets the sockets of this process deliver what is in them, mostly. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
