import { ToolError } from "../firmware/programs.js";

/** A network that cannot be used; the message begins with its code and says what to do. */
export class ModelFileError extends ToolError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}
