/** `time`, with the part of the Moddable SDK's interface that makes sense without a zone. */
const Time = Object.freeze({
  /** Milliseconds since boot, whole. */
  get ticks(): number {
    return native("xs_time_ticks").call(this) as number;
  },

  delta(start: number, end: number = Time.ticks): number {
    return end - start;
  },

  /** Milliseconds since boot, to the microsecond. */
  get monotonicMs(): number {
    return native("xs_time_monotonic").call(this) as number;
  },
});

export default Time;
