import { isHostName, isPath } from "../text/forms.js";
import { CLOUD_SETTINGS } from "./cloud-settings.js";
import { POWER_SETTINGS } from "./power-settings.js";
import { choice, integer, ipv4, number, type Setting, text } from "./setting.js";
import { isBssidOrEmpty, isHostNameOrEmpty } from "./text-values.js";

export type { BooleanSetting, NumberSetting, Setting, TextSetting } from "./setting.js";

/**
 * Every setting of the firmware, by group and name: the one table that validation, the stored
 * settings, the command line and the documentation read. Units stand in the name where it has one.
 */
export const SETTINGS_TABLE = {
  camera: {
    discardFrames: integer("frames", 2, 0, 16, "first frames after power-up that are thrown away"),
    discardResumedFrames: integer(
      "frames",
      1,
      0,
      16,
      "the same where the exposure is as it was at the last wake",
    ),
    timeoutMs: integer(
      "ms",
      5_000,
      500,
      30_000,
      "longest wait for a frame, discarded ones included",
    ),
    flash: choice(
      ["never", "on-pin"],
      "never",
      "when the flash may light a scene that is too dark: never, or where the pin woke",
    ),
  },
  motion: {
    sensitivityLevels: number("levels", 3, 0.5, 64, "luma that a cell must change by to count"),
    lightShare: number("1", 0.6, 0, 4, "part of a change of light that may be uneven"),
    spreadShare: number(
      "1",
      2,
      0,
      16,
      "times the picture's usual change that a cell may differ by",
    ),
    clusterCells: integer("cells", 4, 1, 9, "changed cells within 3x3 that make motion"),
    refreshSkips: integer("wakes", 4, 1, 1_000, "still wakes after which the reference is renewed"),
    skipsMax: integer("wakes", 60, 1, 100_000, "wakes in a row that motion may skip"),
    darkLuma: number("levels", 30, 0, 128, "luma that hardly a cell reaches in the dark"),
  },
  policy: {
    confidenceThreshold: number(
      "1",
      0.7,
      0.5,
      0.999,
      "confidence from which the chip's answer stands",
    ),
    looksAgainMax: integer("looks", 2, 0, 4, "further looks at a scene that is uncertain"),
    enterDecisions: integer("decisions", 1, 1, 100, "persons in a row that make presence"),
    leaveDecisions: integer("decisions", 2, 1, 100, "no-persons in a row that end presence"),
  },
  escalation: {
    intervalMs: integer(
      "ms",
      30_000,
      0,
      86_400_000,
      "shortest time between two questions to the cloud",
    ),
    perHourMax: integer("questions", 30, 0, 3_600, "questions to the cloud within an hour"),
    perDayMax: integer("questions", 200, 0, 65_535, "questions to the cloud within a day"),
    bytesPerDayMax: integer("bytes", 8_000_000, 0, 1e9, "bytes sent to the cloud within a day"),
    joulesPerDayMax: integer("J", 1_000, 0, 1e6, "energy for questions within a day"),
    dollarsPerDayMax: number(
      "dollars",
      1,
      0,
      1_000,
      "money for questions within a day, where prices are set",
    ),
    auditShare: number("1", 0.02, 0, 1, "part of the confident frames that is asked about too"),
    standingLooksMax: integer(
      "looks",
      7,
      0,
      255,
      "looks at a scene in which nothing has moved, between two questions about it",
    ),
    breakerFailures: integer(
      "failures",
      4,
      1,
      100,
      "failed questions in a row that open the circuit breaker",
    ),
    breakerOpenMs: integer(
      "ms",
      300_000,
      1_000,
      21_600_000,
      "its longest first wait; doubles to six hours",
    ),
  },
  cloud: CLOUD_SETTINGS,
  wifi: {
    channel: integer("channel", 0, 0, 14, "where the access point is; 0 searches them all"),
    bssid: text("", 17, isBssidOrEmpty, "six bytes like 0a:1b:2c:3d:4e:5f", {
      doc: "which access point, where it is known; with the channel it saves a search",
    }),
    address: ipv4("", "this board's address; empty: the network gives one, and the three below"),
    netmask: ipv4("255.255.255.0", "which addresses are near, for a fixed address"),
    gateway: ipv4("", "who leads out of the network, for a fixed address"),
    dns: ipv4("", "who knows names, for a fixed address; empty: the gateway"),
    timeServer: text("pool.ntp.org", 253, isHostName, "a host name", {
      doc: "who tells the time (SNTP) where the clock was not set for long",
    }),
  },
  power: POWER_SETTINGS,
  outbox: {
    keepFrames: {
      kind: "boolean",
      standard: true,
      doc: "whether uncertain frames wait in flash while nobody can be asked",
    },
    frameIntervalMs: integer("ms", 300_000, 0, 86_400_000, "shortest time between two such frames"),
    frameDelayMs: integer(
      "ms",
      3_600_000,
      0,
      86_400_000,
      "longest wait of a frame for a radio that is up anyway",
    ),
    ageMsMax: integer("ms", 86_400_000, 60_000, 2_592_000_000, "what is older is given up"),
  },
  webhook: {
    enabled: { kind: "boolean", standard: false, doc: "whether a server of one's own is told" },
    host: text("", 253, isHostNameOrEmpty, "a host name, or empty", {
      doc: "who is told, by name; empty: nobody",
    }),
    port: integer("port", 443, 1, 65_535, "port of the webhook's HTTPS server"),
    path: text("/", 255, isPath, "a path from / without spaces", {
      doc: "path that events are posted to",
    }),
    delayMs: integer("ms", 0, 0, 86_400_000, "longest wait for a radio that is up anyway"),
    everyDecision: {
      kind: "boolean",
      standard: false,
      doc: "whether each decision is told, or turns of the presence alone",
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
