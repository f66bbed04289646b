/** Programs that Outlay's stack and tests run, found on PATH or fetched into the cache. */

export interface PrometheusTools {
  /** Absolute paths. */
  readonly prometheus: string;
  readonly promtool: string;
  readonly alertmanager: string;
  readonly amtool: string;
  /** `major.minor.patch` as the programs tell it. */
  readonly versions: { readonly prometheus: string; readonly alertmanager: string };
}

/** The newest versions (`major.minor`) that Outlay is tested on and runs in containers, and the Debian suite with them. */
export const NEWEST: { readonly suite: string; readonly prometheus: string; readonly alertmanager: string };

export interface ToolRequest {
  /**
   * `distribution` (default): from PATH, else this machine's own Debian suite (bookworm: Prometheus 2.42,
   * Alertmanager 0.25). `newest`: what the Debian suite in `NEWEST` has today.
   */
  readonly version?: 'distribution' | 'newest';
  /** Told what is downloaded; called only when something is. */
  readonly onProgress?: (line: string) => void;
}

/**
 * Paths of Prometheus and Alertmanager, downloaded on first use.
 *
 * @throws Error that says what to install where they are neither on PATH nor to be had from Debian packages
 */
export function prometheusTools(request?: ToolRequest): Promise<PrometheusTools>;

/** Path of a Chromium on this machine, undefined where there is none. Installs nothing. */
export function chromiumPath(): string | undefined;
