/** Milliseconds of CPU that this process has taken: what a text costs, whatever else the machine does. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
