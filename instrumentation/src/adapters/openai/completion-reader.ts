import { CHOICES_SHAPE, GeneratedText } from './generated-text.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject } from '../../wire/json-values.ts';
import type { Dialect } from './dialect.ts';
import { createShapes, ResultReader, type ResultReaderOptions, type Shapes } from './result-reader.ts';

export interface CompletionShapes extends Shapes {
  /** With what was generated. */
  generated: Shape;
}

export function createCompletionShapes(dialect: Dialect): CompletionShapes {
  return { ...createShapes(dialect), generated: createShapes(dialect, { choices: CHOICES_SHAPE }).response };
}

export interface CompletionReaderOptions extends ResultReaderOptions {
  shapes: CompletionShapes;
}

/**
 * Reads chat completions and completions. Their streams state usage only when the caller asks for it; one that was not
 * asked is read whole, so that its tokens can be counted.
 */
export class CompletionReader extends ResultReader {
  readonly #generated: Shape;
  #text: GeneratedText | undefined;

  constructor(options: CompletionReaderOptions) {
    super(options);
    this.#generated = options.shapes.generated;
  }

  get estimates(): boolean {
    return (
      this.dialect.streamsStateUsage !== true &&
      this.request['stream'] === true &&
      asObject(this.request['stream_options'])?.['include_usage'] !== true
    );
  }

  get eventMembers(): readonly string[] | 'every' {
    return this.estimates ? 'every' : ['usage'];
  }

  override get responseShape(): Shape {
    return this.estimates ? this.#generated : this.shapes.response;
  }

  override readResponse(document: unknown): void {
    super.readResponse(document);
    const choices = asObject(document)?.['choices'];
    if (choices === undefined || !this.estimates) return;
    this.#text ??= new GeneratedText();
    this.#text.addChoices(choices);
  }

  completion(): string {
    return this.#text?.toString() ?? '';
  }
}
