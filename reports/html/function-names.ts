/** What a template may call; each is told of in `template-functions.ts`. */
export const functionNames = [
  ...['t', 'local', 'phrase', 'kpi', 'is', 'longer', 'fewer', 'anyValue', 'last', 'upTo', 'shows'],
  ...['number', 'signed', 'percent', 'probability', 'month', 'date', 'dateTime', 'list'],
  ...[
    'value',
    'unit',
    'interval',
    'delta',
    'dimension',
    'segment',
    'tone',
    'verdict',
    'glyph',
    'method',
    'signals',
    'untested',
  ],
  ...['chart', 'quote', 'direction', 'languageTag', 'logo', 'markdown', 'safeUrl'],
] as const satisfies readonly string[];
