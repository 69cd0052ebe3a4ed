import type { Theme } from '../../core/model/render.ts';

/** The colours of a report, CSS hex. Good and bad come from Okabe and Ito's set, darkened to 4.5:1 on white. */
export interface Palette {
  readonly ink: string;
  readonly accent: string;
  /** Interval band: the accent, four fifths towards white. */
  readonly band: string;
  readonly good: string;
  readonly goodTint: string;
  readonly bad: string;
  readonly badTint: string;
  /** Second-rank text. */
  readonly grey: string;
  /** Rules and guides. */
  readonly rule: string;
  /** Bars that carry a base. */
  readonly bar: string;
}

/**
 * Derives every colour from a client's ink and accent; good and bad never change, so that they always mean the same.
 *
 * @see M. Okabe and K. Ito, "Color Universal Design", 2008
 */
export function createPalette(theme: Pick<Theme, 'ink' | 'accent'>): Palette {
  return {
    ink: theme.ink,
    accent: theme.accent,
    band: lighten(theme.accent, 0.8),
    good: '#00735c',
    goodTint: '#e0f0eb',
    bad: '#b23c06',
    badTint: '#fbe9e0',
    grey: '#586274',
    rule: '#dde1e8',
    bar: '#bcc5d3',
  };
}

/** @param share - 0 leaves the colour, 1 is white */
function lighten(hex: string, share: number): string {
  const channels = [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16));
  return `#${channels
    .map(channel =>
      Math.round(channel + (255 - channel) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
