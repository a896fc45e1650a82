/**
 * What an operation on the world gives back: a value, or a stable code.
 *
 * Codes are kebab-case and start with the stage that met the failure (`cloud-timeout`,
 * `image-truncated`). They are part of the public interface: reports, tests and docs/SPEC.md name
 * them. `detail` is for people, never contains a key or a picture, and is never parsed.
 */
export type Outcome<Value, Code extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | Failure<Code>;

export interface Failure<Code extends string = string> {
  readonly ok: false;
  readonly code: Code;
  readonly detail?: string;
}
