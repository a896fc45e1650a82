import { isHostName, isPath } from "../text/forms.js";
import { CLOUD_SETTINGS } from "./cloud-settings.js";
import { POWER_SETTINGS } from "./power-settings.js";
import { choice, integer, ipv4, number, type Setting, text } from "./setting.js";
import { isBssidOrEmpty, isHostNameOrEmpty } from "./text-values.js";

export type { BooleanSetting, NumberSetting, Setting, TextSetting } from "./setting.js";

/**
 * Every setting of the firmware, by group and name: the one table that validation, the stored
 * settings and the command line read. Units stand in the name where it has one; what each is for is
 * told in tools/settings/setting-docs.ts.
 */
export const SETTINGS_TABLE = {
  camera: {
    discardFrames: integer("frames", 2, 0, 16),
    discardResumedFrames: integer("frames", 1, 0, 16),
    timeoutMs: integer("ms", 5_000, 500, 30_000),
    flash: choice(["never", "on-pin"], "never"),
  },
  motion: {
    sensitivityLevels: number("levels", 3, 0.5, 64),
    lightShare: number("1", 0.6, 0, 4),
    spreadShare: number("1", 2, 0, 16),
    clusterCells: integer("cells", 4, 1, 9),
    refreshSkips: integer("wakes", 4, 1, 1_000),
    skipsMax: integer("wakes", 60, 1, 100_000),
    darkLuma: number("levels", 30, 0, 128),
  },
  policy: {
    confidenceThreshold: number("1", 0.7, 0.5, 0.999),
    looksAgainMax: integer("looks", 2, 0, 4),
    enterDecisions: integer("decisions", 1, 1, 100),
    leaveDecisions: integer("decisions", 2, 1, 100),
  },
  escalation: {
    intervalMs: integer("ms", 30_000, 0, 86_400_000),
    perHourMax: integer("questions", 30, 0, 3_600),
    perDayMax: integer("questions", 200, 0, 65_535),
    bytesPerDayMax: integer("bytes", 8_000_000, 0, 1e9),
    joulesPerDayMax: integer("J", 1_000, 0, 1e6),
    dollarsPerDayMax: number("dollars", 1, 0, 1_000),
    auditShare: number("1", 0.02, 0, 1),
    standingLooksMax: integer("looks", 7, 0, 255),
    breakerFailures: integer("failures", 4, 1, 100),
    breakerOpenMs: integer("ms", 300_000, 1_000, 21_600_000),
  },
  cloud: CLOUD_SETTINGS,
  wifi: {
    channel: integer("channel", 0, 0, 14),
    bssid: text("", 17, isBssidOrEmpty, "six bytes like 0a:1b:2c:3d:4e:5f"),
    address: ipv4(""),
    netmask: ipv4("255.255.255.0"),
    gateway: ipv4(""),
    dns: ipv4(""),
    timeServer: text("pool.ntp.org", 253, isHostName, "a host name"),
  },
  power: POWER_SETTINGS,
  outbox: {
    keepFrames: {
      kind: "boolean",
      standard: true,
    },
    frameIntervalMs: integer("ms", 300_000, 0, 86_400_000),
    frameDelayMs: integer("ms", 3_600_000, 0, 86_400_000),
    ageMsMax: integer("ms", 86_400_000, 60_000, 2_592_000_000),
  },
  webhook: {
    enabled: { kind: "boolean", standard: false },
    host: text("", 253, isHostNameOrEmpty, "a host name, or empty"),
    port: integer("port", 443, 1, 65_535),
    path: text("/", 255, isPath, "a path from / without spaces"),
    delayMs: integer("ms", 0, 0, 86_400_000),
    everyDecision: {
      kind: "boolean",
      standard: false,
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Setting>>>>;

type Table = typeof SETTINGS_TABLE;
type ValueOf<Entry> = Entry extends { readonly kind: "boolean" }
  ? boolean
  : Entry extends { readonly kind: "text" }
    ? string
    : number;

/** All settings, complete and within their bounds. */
export type Settings = {
  readonly [Group in keyof Table]: {
    readonly [Name in keyof Table[Group]]: ValueOf<Table[Group][Name]>;
  };
};
