import { createContext, type Context } from "preact";
import { useContext } from "preact/hooks";
import type { Model } from "../data/model.js";

/** The model of the page's current view, for components that link to definitions. */
export const ModelContext: Context<Model | undefined> = createContext<Model | undefined>(undefined);

/** Returns the model of the view. @throws Error outside of a view with a model. */
export function useModel(): Model {
  const model = useContext(ModelContext);
  if (model === undefined) throw new Error("there is no model");
  return model;
}
