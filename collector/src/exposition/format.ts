/** A text format that Prometheus reads. */
export interface ExpositionFormat {
  readonly contentType: string;
  readonly isOpenMetrics: boolean;
}

/** Source: "Exposition formats", prometheus.io. What everything reads. */
export const TEXT_FORMAT: ExpositionFormat = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  isOpenMetrics: false,
};

/** Source: OpenMetrics 1.0, "Protocol negotiation". */
export const OPENMETRICS_FORMAT: ExpositionFormat = {
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  isOpenMetrics: true,
};

/**
 * Chooses by the `Accept` header (RFC 9110, 12.5.1). Where a scraper takes both equally, and where it names neither, it
 * gets the plain text format, as every client library does.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let openMetrics = 0;
  let text = 0;
  for (const range of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const named = new Map(parameters.map((parameter) => splitAt(parameter, '=')));
    const quality = Number(named.get('q') ?? 1) || 0;
    const version = named.get('version')?.replaceAll('"', '') ?? '';
    // Version 0.0.1 is a draft that 1.0 text is no answer to; one that names no version takes any.
    if (type === 'application/openmetrics-text' && ['', '1.0.0'].includes(version)) {
      openMetrics = Math.max(openMetrics, quality);
    } else if (['text/plain', 'text/*', '*/*'].includes(type)) text = Math.max(text, quality);
  }
  return openMetrics > text ? OPENMETRICS_FORMAT : TEXT_FORMAT;
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
