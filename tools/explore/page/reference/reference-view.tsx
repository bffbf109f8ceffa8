import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ViewProps } from "../app/view.js";
import { Loaded } from "../components/loaded.js";
import { machine } from "../connection/machine.js";
import { loadModel, modelInfos, type Model } from "../data/model.js";
import { useLoaded } from "../data/use-loaded.js";
import type { ModelInfo } from "../../data/format.js";
import { readPlace, type Place } from "./place.js";
import { DefinitionPage } from "./definition-page.js";
import { DevicePage, DevicesPage, PropertyPage } from "./device-pages.js";
import { ModelContext } from "./model-context.js";
import { ModulePage } from "./module-page.js";
import { OverviewPage } from "./overview-page.js";
import { Sidebar } from "./sidebar.js";

/** The documentation of every command, event, type, member, device and property. */
export function ReferenceView({ path: [requested, ...rest] }: ViewProps): VNode {
  const open = machine.value.state === "open" ? machine.value.model : undefined;
  const loaded = useLoaded(async () => {
    const infos = await modelInfos();
    const model = await loadModel(requested ?? open ?? infos[0]?.name ?? "");
    return { infos, model };
  }, [requested ?? open]);
  return (
    <Loaded value={loaded}>
      {({ infos, model }) => <Reference infos={infos} model={model} rest={rest} />}
    </Loaded>
  );
}

interface ReferenceProps {
  readonly infos: readonly ModelInfo[];
  readonly model: Model;
  readonly rest: readonly string[];
}

function Reference({ infos, model, rest }: ReferenceProps): VNode {
  const place = readPlace(rest);
  const article = useRef<HTMLElement>(null);
  const name = "name" in place ? place.name : "";
  useEffect(() => {
    document.title = name === "" ? "QAPI explorer" : `${name} · ${model.info.label}`;
    if (!("part" in place)) article.current?.scrollTo(0, 0);
  }, [model, place.kind, name]);
  return (
    <ModelContext.Provider value={model}>
      <div class={`reference ${place.kind === "overview" ? "reference-overview" : "reference-detail"}`}>
        <Sidebar infos={infos} model={model} rest={rest} />
        <article class="article" ref={article} aria-label="Documentation">
          <PlacePage place={place} />
        </article>
      </div>
    </ModelContext.Provider>
  );
}

function PlacePage({ place }: { readonly place: Place }): VNode {
  switch (place.kind) {
    case "overview":
      return <OverviewPage />;
    case "module":
      return <ModulePage name={place.name} />;
    case "definition":
      return <DefinitionPage name={place.name} part={place.part} />;
    case "devices":
      return <DevicesPage />;
    case "device":
      return <DevicePage name={place.name} part={place.part} />;
    case "property":
      return <PropertyPage name={place.name} />;
  }
}
