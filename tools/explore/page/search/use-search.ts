import { useEffect, useState } from "preact/hooks";
import type { Model } from "../data/model.js";
import { SearchIndex } from "./search-index.js";

/**
 * Returns the search of a model: first that of definitions, then that of everything. Undefined until then.
 * @param isUsed - false until the search is used: its data is larger than everything else.
 */
export function useSearch(model: Model, isUsed: boolean): SearchIndex | undefined {
  const [search, setSearch] = useState<SearchIndex | undefined>();
  useEffect(() => {
    let isCurrent = true;
    const set = (next: SearchIndex): void => {
      if (isCurrent) setSearch(next);
    };
    const load = async (): Promise<void> => {
      set(await SearchIndex.create(model.index));
      set(await SearchIndex.create(model.index, await model.search()));
    };
    setSearch(undefined);
    if (isUsed) load().catch(reportError);
    return () => {
      isCurrent = false;
    };
  }, [model, isUsed]);
  return search;
}
