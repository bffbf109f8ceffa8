import type { VNode } from "preact";
import type { DeviceFile } from "../../data/format.js";
import { Badge } from "../components/badge.js";
import { Loaded } from "../components/loaded.js";
import { Notice } from "../components/notice.js";
import { useLoaded } from "../data/use-loaded.js";
import { deviceSummary } from "../search/search-index.js";
import { deviceAddress } from "./address.js";
import { defaultText, devicesWith, propertiesOf, type Property } from "./devices.js";
import { useModel } from "./model-context.js";
import { PropertyItem } from "./property-item.js";
import { DefinitionLink, TypeLink } from "./type-link.js";

/** Loads the devices, and shows them. */
function WithDevices({ children }: { readonly children: (devices: DeviceFile) => VNode }): VNode {
  const model = useModel();
  const loaded = useLoaded(() => model.devices(), [model]);
  return (
    <Loaded value={loaded}>
      {(devices) =>
        devices === undefined ? (
          <Notice kind="error">{`${model.info.label} has no devices.`}</Notice>
        ) : (
          children(devices)
        )
      }
    </Loaded>
  );
}

/** All devices by category. */
export function DevicesPage(): VNode {
  const { info } = useModel();
  return (
    <WithDevices>
      {({ devices, version }) => {
        const categories = byCategory(devices);
        return (
          <>
            <h1>Devices</h1>
            <p>
              What <DefinitionLink name="device_add" /> and the option <code>-device</code> create in QEMU{" "}
              {version}.
            </p>
            {[...categories].map(([category, names]) => (
              <section key={category}>
                <h2>{category}</h2>
                <ul class="columns">
                  {names.map((name) => (
                    <li key={name}>
                      <a href={deviceAddress(info.name, name)}>
                        <code>{name}</code>
                      </a>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </>
        );
      }}
    </WithDevices>
  );
}

function byCategory(devices: DeviceFile["devices"]): ReadonlyMap<string, readonly string[]> {
  const categories = new Map<string, string[]>();
  for (const [name, { category = "Other" }] of Object.entries(devices)) {
    categories.set(category, [...(categories.get(category) ?? []), name]);
  }
  return categories;
}

interface DeviceProps {
  readonly name: string;
  /** The property that is marked. */
  readonly part: string | undefined;
}

/** A device with its properties. */
export function DevicePage({ name, part }: DeviceProps): VNode {
  const { info } = useModel();
  return (
    <WithDevices>
      {(file) => {
        const device = file.devices[name];
        if (device === undefined)
          return <Notice kind="error">{`${info.label} has no device ${name}.`}</Notice>;
        const { category = "", bus = "", alias, targets } = device;
        return (
          <>
            <h1>
              <code>{name}</code>
            </h1>
            <p class="badges">
              <Badge word="device" />
            </p>
            <p>
              {deviceSummary(category, bus)}
              {alias !== undefined && (
                <>
                  ; also called <code>{alias}</code>
                </>
              )}
              .
            </p>
            <h2>Properties</h2>
            <ul class="parts">
              {[...propertiesOf(file, device)].map(([property, entry]) => (
                <PropertyItem
                  key={property}
                  device={name}
                  name={property}
                  property={entry}
                  isMarked={property === part}
                />
              ))}
            </ul>
            {targets !== undefined && (
              <>
                <h2>Emulators</h2>
                <p>{targets.join(", ")}</p>
              </>
            )}
          </>
        );
      }}
    </WithDevices>
  );
}

/** The devices that have a property. */
export function PropertyPage({ name }: { readonly name: string }): VNode {
  const { info } = useModel();
  return (
    <WithDevices>
      {(file) => {
        const devices = devicesWith(file, name);
        if (devices.size === 0)
          return <Notice kind="error">{`No device of ${info.label} has a property ${name}.`}</Notice>;
        return (
          <>
            <h1>
              <code>{name}</code>
            </h1>
            <p class="badges">
              <Badge word="property" />
            </p>
            <h2>Devices with it</h2>
            <ul class="uses">
              {[...devices].map(([device, property]) => (
                <li key={device}>
                  <a href={deviceAddress(info.name, device, name)}>
                    <code>{device}</code>
                  </a>{" "}
                  <PropertyType property={property} />
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </WithDevices>
  );
}

function PropertyType({ property }: { readonly property: Property }): VNode {
  const value = defaultText(property);
  return (
    <span class="role">
      <TypeLink type={property.type} />
      {value !== undefined && ` (default: ${value})`}
    </span>
  );
}
