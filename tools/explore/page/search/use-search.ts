import { useEffect, useState } from "preact/hooks";
import type { Model } from "../data/model.js";
import { SearchIndex } from "./search-index.js";

/** Returns the search of a model: first that of definitions, soon after that of everything. Undefined until then. */
export function useSearch(model: Model | undefined): SearchIndex | undefined {
  const [search, setSearch] = useState<SearchIndex | undefined>();
  useEffect(() => {
    let isCurrent = true;
    const set = (next: SearchIndex): void => {
      if (isCurrent) setSearch(next);
    };
    const load = async ({ index }: Model, data: Model["search"]): Promise<void> => {
      set(await SearchIndex.create(index));
      set(await SearchIndex.create(index, await data()));
    };
    setSearch(undefined);
    if (model !== undefined) load(model, () => model.search()).catch(reportError);
    return () => {
      isCurrent = false;
    };
  }, [model]);
  return search;
}
