/** A share of the limit in whole per cent, never rounded to a limit that isn't reached or is already passed. */
export function formatShare(share: number | null): string | null {
  if (share === null || !Number.isFinite(share)) return null;
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return '99%';
  if (percent === 100 && share > 1) return '>100%';
  return `${percent}%`;
}
