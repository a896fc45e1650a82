/** What the action gives, and what it wrote to both streams meanwhile, which then are as before. */
export async function captureOutput<Value>(
  action: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly stdout: string; readonly stderr: string }> {
  const told = { stdout: "", stderr: "" };
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (text: string | Uint8Array) => {
      told[stream] += text;
      return true;
    };
  }
  try {
    const value = await action();
    return { value, ...told };
  } finally {
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
  }
}
