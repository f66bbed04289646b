/** Whether an `Accept-Encoding` header takes gzip: it is named, and not with the weight 0 (RFC 9110, 12.5.3). */
export function acceptsGzip(header: string): boolean {
  return header.split(',').some((part) => {
    const [coding = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return (
      coding === 'gzip' &&
      parameters.every((parameter) => !parameter.startsWith('q') || weightOf(parameter) > 0)
    );
  });
}

/** A weight that cannot be read is none: what may not be understood is not sent. */
function weightOf(parameter: string): number {
  const [name = '', value = ''] = parameter.split('=').map((text) => text.trim());
  const weight = name === 'q' && value !== '' ? Number(value) : 0;
  return weight <= 1 ? weight : 0;
}
