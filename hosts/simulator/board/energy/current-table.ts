/**
 * What draws how much. Nobody of this project has measured a board: "measured" is somebody else's
 * published measurement, "data sheet" a maker's figure, "assumed" ours, with a spread to match.
 */
export interface CurrentRow {
  /** Milliamperes from the supply of the board; the middle one is reckoned with. */
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly kind: "measured" | "data sheet" | "assumed";
  readonly source: string;
}

const INTERVAL = "github.com/dimhoff/ESP32-CAM_Interval, doc/power_consumption.md";

/** The same on every board: these lie behind the 3.3 V regulator. */
export const LOAD_ROWS = {
  /** Chip at 240 MHz, radio off. */
  cpu: {
    low: 30,
    middle: 40,
    high: 68,
    kind: "measured",
    source: "38 mA on an ESP32-S (dzen.ru); the data sheet says 30 to 68",
  },
  /** What the camera adds. */
  camera: {
    low: 30,
    middle: 45,
    high: 55,
    kind: "measured",
    source: `82 to 88 mA with the chip, mean over 7 s (${INTERVAL}), less the chip`,
  },
  /** What the radio adds, receiving. */
  radio: {
    low: 55,
    middle: 58,
    high: 80,
    kind: "data sheet",
    source: "ESP32 data sheet, 95 to 100 mA with the chip (by deneyapkart.org), less the chip",
  },
  /** What sending adds to receiving. */
  sending: {
    low: 80,
    middle: 90,
    high: 145,
    kind: "data sheet",
    source: "ESP32 data sheet at 50 % duty: 180 (n), 190 (g), 240 mA (b), by deneyapkart.org",
  },
  /** What the white LED adds. */
  flash: {
    low: 200,
    middle: 250,
    high: 300,
    kind: "measured",
    source: "440 mA with it, 190 without (cicciocb.com)",
  },
  /** A motion sensor, always. */
  sensor: {
    low: 0.008,
    middle: 0.015,
    high: 0.05,
    kind: "measured",
    source: "AM312: 15 uA (chris.cnie.de), 8 uA (forum.seeedstudio.com)",
  },
  /** Camera, radio and chip at once, as a streaming camera draws. */
  streaming: {
    low: 165,
    middle: 190,
    high: 240,
    kind: "measured",
    source: "190 mA streaming (cicciocb.com); 165 mA taking pictures (esp32-camera issue 33)",
  },
} as const satisfies Readonly<Record<string, CurrentRow>>;

export type BoardName = "stock" | "modified";

/** What a board's own supply makes of it. Both regulators are linear: their current is the load's. */
export interface BoardRows {
  readonly what: string;
  /** Where the currents are drawn from, by which they become joules. */
  readonly volts: number;
  /** In deep sleep, the regulator with it; without the motion sensor. */
  readonly sleep: CurrentRow;
  /** What the supply takes beside the loads while the chip is awake. */
  readonly regulator: CurrentRow;
}

export const BOARD_ROWS: Readonly<Record<BoardName, BoardRows>> = {
  stock: {
    what: "AI-Thinker ESP32-CAM as it is sold, 5 V",
    volts: 5,
    sleep: {
      low: 4.4,
      middle: 5,
      high: 6.4,
      kind: "measured",
      source: "4.4 (cicciocb.com), 5 (esp32-camera issue 522), 6.4 mA (issue 247), no card",
    },
    regulator: {
      low: 1.5,
      middle: 5,
      high: 10,
      kind: "data sheet",
      source: "AMS1117: 5 mA typical, 10 at most; one board lost 1.5 mA with it (time4ee.com)",
    },
  },
  modified: {
    what: "AMS1117 replaced by a low-quiescent regulator, the camera's rail switched; one Li-ion cell",
    volts: 3.7,
    sleep: {
      low: 0.16,
      middle: 0.25,
      high: 1.8,
      kind: "assumed",
      source:
        "chip 10 uA, PSRAM 150 uA, regulator 60 uA by data sheets; nobody has published the sum: " +
        "below 0.5 mA was aimed at (ESP32-CAM_Interval issue 4), 1.4 to 1.8 with PWDN alone",
    },
    regulator: {
      low: 0.004,
      middle: 0.06,
      high: 0.1,
      kind: "data sheet",
      source: "HT7833 4 uA, AP2112K 55 uA, AP7361C 60 uA (net-pbx.com, time4ee.com)",
    },
  },
};
