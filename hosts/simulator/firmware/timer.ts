declare function native(name: string): (...args: unknown[]) => unknown;

/** `timer`, with the Moddable SDK's own interface; the time is the virtual board's. */
export default class Timer {
  static set(callback: (id: object) => void, delayMs?: number, repeatMs?: number): object {
    return native("xs_timer_set").call(Timer, callback, delayMs, repeatMs) as object;
  }

  static repeat(callback: (id: object) => void, intervalMs: number): object {
    return native("xs_timer_repeat").call(Timer, callback, intervalMs) as object;
  }

  /** Without a delay the timer waits until it is scheduled anew. */
  static schedule(id: object, delayMs?: number, repeatMs?: number): void {
    if (delayMs === undefined) native("xs_timer_schedule").call(Timer, id);
    else native("xs_timer_schedule").call(Timer, id, delayMs, repeatMs);
  }

  static clear(id?: object | null): void {
    native("xs_timer_clear").call(Timer, id);
  }
}
