import { CELLS, millivoltsAt } from "../../hosts/simulator/board/energy/cells.js";
import {
  chargeOf,
  MILLICOULOMBS_PER_MAH,
  total,
} from "../../hosts/simulator/board/energy/charge.js";
import type { Firmware } from "../../hosts/simulator/board/firmware.js";
import type { NetworkFaults } from "../../hosts/simulator/board/network/network-faults.js";
import type { Scenario } from "../../hosts/simulator/scenarios/scenario.js";
import { ScenarioSource } from "../../hosts/simulator/scenarios/scenario-source.js";
import { Timeline } from "../../hosts/simulator/scenarios/timeline.js";
import type { Cloud } from "./cloud.js";
import { Session } from "./session.js";
import type { Supply } from "./supply.js";
import type { WakeRow } from "./wake-row.js";

type Divider = NonNullable<Scenario["divider"]>;

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A midnight in June: a day of a scenario is a whole one. */
const MIDNIGHT_MS = Date.UTC(2026, 5, 1);

export interface ScenarioSessionOptions {
  readonly firmware: (flashPath: string) => Firmware;
  readonly cloud: Cloud;
  readonly seed: number;
  readonly pace: "max" | "real";
  readonly days: number;
  /** Over those of the scenario. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Given what a session of the scenario is made with. */
  readonly change?: Partial<ConstructorParameters<typeof Session>[0]>;
}

/** A virtual board in a scenario's world, until its days are over. */
export class ScenarioSession {
  readonly days: number;
  readonly #session: Session;
  #consumedMah = 0;
  #elapsedMs = 0;

  constructor(scenario: Scenario, options: ScenarioSessionOptions) {
    const { seed, days } = options;
    const timeline = new Timeline(scenario, seed, days, 0);
    this.days = days;
    this.#session = new Session({
      firmware: options.firmware,
      cloud: options.cloud,
      seed,
      pace: options.pace,
      epochMs: MIDNIGHT_MS,
      settings: { ...scenario.settings, ...options.settings },
      source: (nowMs) =>
        new ScenarioSource({
          name: scenario.name,
          place: scenario.place,
          timeline,
          seed,
          startHour: 0,
          nowMs,
        }),
      networkFaults: (nowMs) => outagesOf(scenario, nowMs),
      power: {
        motionSensor: timeline,
        rtcDrift: scenario.rtcDrift,
        ...(scenario.divider ? { cellsMv: () => this.#cellsMv(scenario) } : {}),
      },
      ...(scenario.divider ? { supply: this.#supplyOf(scenario.divider) } : {}),
      ...options.change,
    });
  }

  get isOver(): boolean {
    return this.#elapsedMs >= this.days * DAY_MS;
  }

  get session(): Session {
    return this.#session;
  }

  /** Virtual milliseconds so far. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  async runWake(): Promise<WakeRow> {
    const row = await this.#session.runWake();
    this.#consumedMah += total(chargeOf(row.loads, "modified")) / MILLICOULOMBS_PER_MAH;
    this.#elapsedMs = row.startMs + row.loads.awakeMs + row.loads.asleepMs;
    return row;
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  #cellsMv({ divider }: Scenario): number {
    return divider === undefined ? 0 : this.#millivolts(divider);
  }

  #millivolts({ cells: name, charge, celsius }: Divider, loadMa?: number): number {
    const cells = CELLS[name];
    const share = charge - this.#consumedMah / cells.capacityMah;
    return millivoltsAt(cells, share, { celsius, ...(loadMa === undefined ? {} : { loadMa }) });
  }

  #supplyOf(divider: Divider): Supply {
    return {
      millivoltsAt: (loadMa) => this.#millivolts(divider, loadMa),
      brownOutMv: 1_000 * CELLS[divider.cells].brownOutVolts,
    };
  }
}

function outagesOf({ outages }: Scenario, nowMs: () => number): NetworkFaults {
  return () => {
    const hour = nowMs() / HOUR_MS;
    const isOut = outages.some(({ fromHour, toHour }) => hour >= fromHour && hour < toHour);
    return isOut ? { kind: "outage" } : undefined;
  };
}
