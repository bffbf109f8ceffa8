import type { Answer, Origin } from "./answer.js";

/** Two servers of one version and target are told apart by how the user calls them. */
export function distinguish(answers: readonly Answer[]): Answer[] {
  const counts = new Map<string, number>();
  for (const { origin } of answers) counts.set(keyOf(origin), (counts.get(keyOf(origin)) ?? 0) + 1);
  return answers.map((answer) => {
    const isAlone = counts.get(keyOf(answer.origin)) === 1;
    return isAlone ? answer : { ...answer, origin: { ...answer.origin, target: answer.origin.name } };
  });
}

function keyOf({ version, target }: Origin): string {
  return JSON.stringify([version, target]);
}
