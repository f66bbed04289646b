const OLDEST = [22, 15] as const;

export const NODE_REQUIREMENT =
  `Outlay needs Node ${OLDEST.join('.')} or later to see calls; this is Node ${process.versions.node}. ` +
  'The application runs on, nothing is metered.';

/** True when the channels and decoders that capture uses are there. */
export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
