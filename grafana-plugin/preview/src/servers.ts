import type { ServerLinks } from './Header.tsx';

/** Addresses of the servers behind the page, as its own server knows them. */
export async function loadLinks(signal: AbortSignal): Promise<ServerLinks> {
  const response = await fetch('links.json', { signal });
  return (await response.json()) as ServerLinks;
}

/** How many alerts are active in Alertmanager, neither silenced nor inhibited. */
export async function loadActiveAlertCount(signal: AbortSignal): Promise<number> {
  const response = await fetch('alertmanager/api/v2/alerts?active=true&silenced=false&inhibited=false', {
    signal,
  });
  const alerts: unknown = await response.json();
  if (!response.ok || !Array.isArray(alerts)) throw new Error(`Alertmanager answered ${response.status}.`);
  return alerts.length;
}
