import type { Command, Model } from "../../../generator/model/index.js";
import { mutate } from "./mutations.js";
import { Random } from "./random.js";
import { ValidValues } from "./valid-values.js";
import { Numeral, wireText, type WireObject } from "./wire-value.js";

export interface Request {
  readonly command: string;
  readonly text: string;
}

/** Generates valid and mutated requests without end. The same seed gives the same requests. */
export function* requests(model: Model, seed: number): Generator<Request, never> {
  const random = new Random(seed);
  const values = new ValidValues(model, random);
  const commands = model.definitions.filter((each): each is Command => each.kind === "command");
  for (;;) {
    const command = random.pick(commands);
    const args = values.data(command.data);
    const request: WireObject = {
      [random.chance(0.03) ? "exec-oob" : "execute"]: command.name,
      ...(Object.keys(args).length > 0 || random.chance(0.5) ? { arguments: args } : {}),
      ...(random.chance(0.3) ? { id: random.pick([null, "x", new Numeral("1.0")]) } : {}),
    };
    // Most mutations are applied to the arguments, which have more rules than the envelope.
    for (let left = random.below(3); left > 0; left--) mutate(random, random.chance(0.1) ? request : args);
    yield { command: command.name, text: wireText(request) };
  }
}
