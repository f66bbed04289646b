import { USAGE_UNIT } from '../../names.ts';
import type { Dialect, WireObject } from './dialect.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asText } from '../../wire/json-values.ts';
import { createShapes, ResultReader, type Shapes } from './result-reader.ts';
import type { Reading } from '../types.ts';

/** Of the images only how many there are. */
const IMAGES: Shape = { array: { object: {} } };
const FACTS = { size: true, quality: true } as const;

export function createImageShapes(dialect: Dialect): Shapes {
  const { request, response } = createShapes({
    ...dialect,
    requestMembers: { ...dialect.requestMembers, ...FACTS },
  });
  const { response: withImages } = createShapes(dialect, { ...FACTS, data: IMAGES });
  return { request, response: withImages ?? response };
}

/** Reads images: by their tokens where the response states them, else by the piece. */
export class ImageReader extends ResultReader {
  #images: number | undefined;
  readonly #facts: { size?: string; quality?: string } = {};

  override readRequest(document: unknown): void {
    super.readRequest(document);
    this.#readFacts(this.request);
  }

  override readFormField(name: string, value: string): void {
    super.readFormField(name, value);
    if (name === 'size' || name === 'quality') this.#readFacts({ [name]: value });
  }

  protected override readUsage(result: WireObject): void {
    super.readUsage(result);
    if (Array.isArray(result['data'])) this.#images = result['data'].length;
    // The response tells what `auto` came to.
    this.#readFacts(result);
  }

  #readFacts(source: WireObject): void {
    const size = asText(source['size']);
    const quality = asText(source['quality']);
    if (size !== undefined) this.#facts.size = size;
    if (quality !== undefined) this.#facts.quality = quality;
  }

  override reading(): Reading {
    const reading = super.reading();
    if (reading.usage !== undefined || this.#images === undefined || reading.notBilled === true)
      return reading;
    const { size, quality } = this.#facts;
    const variant = this.dialect.imageVariant?.({ model: this.model, size, quality }) ?? this.model;
    return {
      ...reading,
      usage: { units: { [USAGE_UNIT.images]: this.#images } },
      complete: true,
      ...(variant !== undefined && { variant }),
    };
  }
}
