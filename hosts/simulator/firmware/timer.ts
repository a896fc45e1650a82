import { call } from "hosts/simulator/firmware/board";

/** `timer`, with the Moddable SDK's own interface; the time is the virtual board's. */
const Timer = Object.freeze({
  set(callback: (id: object) => void, delayMs?: number, repeatMs?: number): object {
    return native("xs_timer_set").call(this, callback, delayMs, repeatMs) as object;
  },

  repeat(callback: (id: object) => void, intervalMs: number): object {
    return native("xs_timer_repeat").call(this, callback, intervalMs) as object;
  },

  /** Without a delay the timer waits until it is scheduled anew. */
  schedule(id: object, delayMs?: number, repeatMs?: number): void {
    native("xs_timer_schedule").call(this, id, delayMs, repeatMs);
  },

  clear(id?: object | null): void {
    native("xs_timer_clear").call(this, id);
  },

  /** Stands still for so long, as a busy loop on a board would. */
  delay(durationMs: number): void {
    call({ op: "delay", durationMs });
  },
});

export default Timer;
