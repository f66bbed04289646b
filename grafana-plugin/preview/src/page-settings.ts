/** How the page is shown, kept in its address so that a view can be linked to. */
export interface PageSettings {
  theme: 'dark' | 'light';
  /** Size of the panel in pixels; null fills the page. */
  size: { width: number; height: number } | null;
  /** Options of the panel that differ from its defaults, as JSON in the address. */
  options: Record<string, unknown>;
}

export function parseSettings(search: string): PageSettings {
  const parameters = new URLSearchParams(search);
  const size = /^(\d{2,4})x(\d{2,4})$/.exec(parameters.get('size') ?? '');
  return {
    theme: parameters.get('theme') === 'light' ? 'light' : 'dark',
    size: size ? { width: Number(size[1]), height: Number(size[2]) } : null,
    options: parseOptions(parameters.get('options')),
  };
}

function parseOptions(text: string | null): Record<string, unknown> {
  try {
    const options: unknown = JSON.parse(text ?? '{}');
    return typeof options === 'object' && options !== null ? { ...options } : {};
  } catch {
    return {};
  }
}

export function settingsSearch({ theme, size, options }: PageSettings): string {
  const parameters = new URLSearchParams({ theme });
  if (size) parameters.set('size', `${size.width}x${size.height}`);
  if (Object.keys(options).length > 0) parameters.set('options', JSON.stringify(options));
  return `?${parameters.toString()}`;
}
