import { memberAt, type AnnotatedAccessor, type Annotations, type Model } from "../index.js";

/** What holds of a model from which a build's conditions have taken something away. */
export function annotationsOf(model: Model, annotations: Annotations): Annotations {
  return {
    ...annotations,
    accessors: annotations.accessors.flatMap((accessor) => accessorOf(model, accessor) ?? []),
    completions: new Map([...annotations.completions].filter(([command]) => model.byName.has(command))),
  };
}

/** An accessor without one of its required arguments would bring more than was asked for. */
function accessorOf(model: Model, accessor: AnnotatedAccessor): AnnotatedAccessor | undefined {
  const event = model.byName.get(accessor.event);
  if (event?.kind !== "event") return undefined;
  const left = accessor.arguments.filter(({ member }) => memberAt(model, event.data, member) !== undefined);
  const lost = accessor.arguments.filter((argument) => !left.includes(argument));
  const useful = left.length > 0 && lost.every(({ optional }) => optional);
  return useful ? { ...accessor, arguments: left } : undefined;
}
