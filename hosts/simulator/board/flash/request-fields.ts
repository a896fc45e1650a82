import { type CallRequest, OperationError } from "../part.js";

/** Fields of a request, checked: the firmware may be wrong, the board must not be. */
export function textField(request: CallRequest, name: string): string {
  const value = request[name];
  if (typeof value === "string") return value;
  throw badField(request, name, "a string");
}

export function countField(request: CallRequest, name: string): number {
  const value = request[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw badField(request, name, "a whole number from 0 up");
}

function badField({ op }: CallRequest, name: string, wanted: string): OperationError {
  return new OperationError("request-invalid", `"${op}" needs "${name}", ${wanted}`, "TypeError");
}
