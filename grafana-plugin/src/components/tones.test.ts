import { colorManipulator, createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { tonesOf, trackColor } from './tones.ts';

/** What WCAG 2.2 asks of marks that carry meaning (success criterion 1.4.11). */
const SMALLEST_CONTRAST = 3;

describe.each(['dark', 'light'] as const)('in the %s theme', (mode) => {
  const theme = createTheme({ colors: { mode } });
  const background = theme.colors.background.primary;

  it.each(['warning', 'critical'] as const)(
    'the mark of the %s threshold can be told from its bar',
    (severity) => {
      const { text } = tonesOf(theme)[severity];
      expect(contrastRatio(trackColor(theme), background, text)).toBeGreaterThanOrEqual(SMALLEST_CONTRAST);
      expect(colorManipulator.getContrastRatio(text, background)).toBeGreaterThanOrEqual(SMALLEST_CONTRAST);
    },
  );
});

/** Of a mark on the track, which lets the background through. */
function contrastRatio(track: string, background: string, mark: string): number {
  return colorManipulator.getContrastRatio(mark, track, background);
}
