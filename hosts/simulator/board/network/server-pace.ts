/** What the server says of its own time (Server-Timing), virtual on a server that does not sleep. */
export interface Pace {
  readonly firstMs: number;
  readonly eventMs: number;
}

/** `first;dur=MS, event;dur=MS` */
export function paceOf(header: string | string[] | undefined): Pace | undefined {
  const durations = new Map<string, number>();
  for (const metric of String(header ?? "").split(",")) {
    const [, name, duration] = /^\s*([a-z]+);dur=(\d{1,6}(?:\.\d+)?)\s*$/.exec(metric) ?? [];
    if (name !== undefined) durations.set(name, Number(duration));
  }
  const firstMs = durations.get("first");
  return firstMs === undefined ? undefined : { firstMs, eventMs: durations.get("event") ?? 0 };
}
