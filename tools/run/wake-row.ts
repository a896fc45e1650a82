import type { ServedFrame } from "../../hosts/simulator/board/camera/served-frame.js";
import type { Loads } from "../../hosts/simulator/board/energy/charge.js";
import type { LightChange } from "../../hosts/simulator/board/light-part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import type { WakeReport } from "../../modules/report/wake-report.js";

/** One wake as people look at it: what the board saw, with what the firmware told. */
export interface WakeRow extends WakeRecord {
  readonly wallMs: number;
  readonly picture: string | undefined;
  readonly label: boolean | undefined;
  /** The frame that was judged, or the first where none was. */
  readonly jpeg: Buffer | undefined;
  readonly report: WakeReport | undefined;
  readonly probability: number | undefined;
  readonly decision: string | undefined;
  /** What came of the cloud, in a few words. */
  readonly cloud: string;
  readonly bytesSent: number;
  readonly skippedByMotion: boolean;
  readonly lights: readonly LightChange[];
  /** For how long what was on. */
  readonly loads: Loads;
  /** What went wrong, in a line; empty where nothing did. */
  readonly trouble: string;
}

const WAKE_SCHEMA: WakeReport["schema"] = "nightjar.wake/1";
/** Firmware of other people's may report what it likes besides. */
function lastWakeReport({ reports }: WakeRecord): WakeReport | undefined {
  const report: object | undefined = reports.findLast(({ schema }) => schema === WAKE_SCHEMA);
  return report as WakeReport | undefined;
}

export function rowOf(
  record: WakeRecord,
  served: readonly ServedFrame[],
  others: Pick<WakeRow, "wallMs" | "bytesSent" | "lights" | "loads">,
): WakeRow {
  const report = lastWakeReport(record);
  return {
    ...record,
    picture: served[0]?.name,
    label: served[0]?.label,
    jpeg: (served.find(({ settled }) => settled) ?? served[0])?.jpeg,
    report,
    probability: report?.chip?.probability,
    decision: report?.decision,
    cloud: report ? cloudText(report) : "-",
    ...others,
    skippedByMotion: report?.skippedByMotion ?? false,
    trouble: troubleOf(record, report),
  };
}

function cloudText({ escalation, verdict }: WakeReport): string {
  switch (escalation.outcome) {
    case "not-needed":
      return "-";
    case "sent-answered":
      return verdict?.person
        ? `person (${verdict.confidence})`
        : `no person (${verdict?.confidence})`;
    case "sent-failed":
      return escalation.code ?? "failed";
    default:
      return escalation.code ?? escalation.outcome;
  }
}

function troubleOf(record: WakeRecord, report: WakeReport | undefined): string {
  const parts = (report?.failures ?? []).map(({ stage, code }) => `${stage}: ${code}`);
  if (record.how !== "slept") parts.push(`the firmware ended: ${record.how} ${record.said}`.trim());
  else if (!report) parts.push("no report");
  return parts.join("; ");
}
