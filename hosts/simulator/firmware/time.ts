declare function native(name: string): (...args: unknown[]) => unknown;

/** `time`, with the part of the Moddable SDK's interface that makes sense without a zone. */
export default class Time {
  /** Milliseconds since boot, whole. */
  static get ticks(): number {
    return native("xs_time_ticks").call(Time) as number;
  }

  static delta(start: number, end: number = Time.ticks): number {
    return end - start;
  }

  /** Milliseconds since boot, to the microsecond. */
  static get monotonicMs(): number {
    return native("xs_time_monotonic").call(Time) as number;
  }
}
