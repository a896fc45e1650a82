import type { Dialect } from "./dialect.js";

export interface CloudTotals {
  readonly requests: number;
  readonly answered: number;
  /** Among the answered: contrary to the label. */
  readonly mistaken: number;
  /** Among the answered: without a label. */
  readonly unlabelled: number;
  /** 500 and 429 by its mood. */
  readonly failed: number;
  /** 4xx by the request's own fault. */
  readonly refused: number;
}

export interface Response {
  readonly status: number;
  /** A JSON object, or the text of an event stream. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly counts: readonly (keyof CloudTotals)[];
}

export function streamOf(events: readonly object[]): string {
  return events
    .map((event) => {
      const { type } = event as { readonly type?: unknown };
      const name = typeof type === "string" ? `event: ${type}\n` : "";
      return `${name}data: ${JSON.stringify(event)}\n\n`;
    })
    .join("");
}

export function failure(dialect: Dialect, status: number, code: string, message: string): Response {
  return { status, body: dialect.error(status, code, message), counts: ["failed"] };
}

export function refusal(dialect: Dialect, status: number, code: string, message: string): Response {
  return { status, body: dialect.error(status, code, message), counts: ["refused"] };
}
