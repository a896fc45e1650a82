function write(this: void, ...args: [line: string]): void {
  native("xs_console_write").call(this, ...args);
}

/**
 * One line for whoever listens at the chip's console. In a debug build the console is silent, since
 * the debugger has its port, and the line goes to the debugger; in a release nobody hears `trace`.
 */
export function writeLine(line: string): void {
  write(line);
  trace(`${line}\n`);
}
