import { OperationError } from "../part.js";

/** The firmware has called what its HTTP client may not be called for now. */
export function misuse(message: string): OperationError {
  return new OperationError("http-misuse", message);
}
