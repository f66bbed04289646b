/** Servers of the stack whose ports a person may choose. */
export const SERVERS = {
  otlp: { label: 'collector, OTLP', option: '--otlp-port', port: 4318 },
  collector: { label: 'collector', option: '--collector-port', port: 9464 },
  prometheus: { label: 'Prometheus', option: '--prometheus-port', port: 9090 },
  alertmanager: { label: 'Alertmanager', option: '--alertmanager-port', port: 9093 },
  sink: { label: 'sink of pages', option: '--sink-port', port: 9095 },
  preview: { label: 'preview', option: '--preview-port', port: 3000 },
} as const;

export type ServerName = keyof typeof SERVERS;
export const SERVER_NAMES = Object.keys(SERVERS) as ServerName[];

export type Ports = Readonly<Record<ServerName, number>>;

export interface StackSettings {
  /** Address that everything listens on. */
  readonly host: string;
  readonly ports: Ports;
  readonly demo: boolean;
  /** Absolute paths. */
  readonly budgetsFile: string;
  readonly dataFolder: string;
  readonly checkout: string;
}

/** The address under which this machine reaches a server that listens on `host`. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

export function urlOf({ host, ports }: Pick<StackSettings, 'host' | 'ports'>, server: ServerName): string {
  return `http://${reachableHost(host)}:${ports[server]}`;
}
