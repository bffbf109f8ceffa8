import type { Command, Model } from "../../../generator/model/index.js";
import { mutate } from "./mutations.js";
import { Random } from "./random.js";
import { ValidValues } from "./valid-values.js";
import { Numeral, wireText, type WireObject } from "./wire-value.js";

export interface Request {
  readonly command: string;
  readonly text: string;
}

/** Requests without end: as the model has them, and with something done to them. The same seed gives the same. */
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
    // Most of what can be wrong is in the arguments.
    for (let times = random.below(3); times > 0; times--) mutate(random, random.chance(0.1) ? request : args);
    yield { command: command.name, text: wireText(request) };
  }
}
