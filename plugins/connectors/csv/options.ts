import { z } from 'zod';
import { checkDateFormat } from '../../../core/sdk.ts';
import { encodings } from './decode.ts';

const signs = { comma: ',', virgule: ',', semicolon: ';', tab: '\t', tabulation: '\t', '\\t': '\t', pipe: '|' };

/** Names of encodings that other programs use. */
const otherNames = {
  ...{ utf8: 'utf-8', 'utf-8-sig': 'utf-8', 'utf-8-bom': 'utf-8', utf16: 'utf-16le', 'utf-16': 'utf-16le' },
  ...{ ansi: 'windows-1252', cp1252: 'windows-1252', win1252: 'windows-1252', '1252': 'windows-1252' },
  ...{ cp1250: 'windows-1250', cp1251: 'windows-1251', latin2: 'iso-8859-2', mac: 'macintosh', macroman: 'macintosh' },
  ...{ latin1: 'iso-8859-1', 'latin-1': 'iso-8859-1', latin9: 'iso-8859-15', 'latin-9': 'iso-8859-15' },
};

const oneCharacter = (name: string) =>
  z
    .string()
    .length(1)
    .refine(one => !/[\r\n\0]/.test(one), `${name} cannot be a line break`);

/** Options of the connector. */
export const options = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .describe(
        'File or pattern, relative to the project: inbox/*.csv; ** stands for any folders. Read in order of name.',
      ),
    encoding: z
      .enum(encodings)
      .meta({ meantBy: otherNames })
      .default('utf-8')
      .describe('Encoding of files without a byte order mark that are not UTF-8.'),
    delimiter: oneCharacter('delimiter')
      .meta({ meantBy: signs, howTo: 'write one character: ";" "," "|", or "\\t" in double quotes for a tab' })
      .default(',')
      .describe('The character between cells: "," ";" "\\t" "|".'),
    quote: oneCharacter('quote')
      .default('"')
      .describe('The character around cells that hold delimiters or line breaks.'),
    decimal: z
      .enum(['.', ','])
      .meta({ meantBy: { comma: ',', virgule: ',', point: '.', dot: '.' } })
      .default('.')
      .describe('The decimal sign of numbers.'),
    date: z
      .string()
      .superRefine((format, context) => {
        const fault = checkDateFormat(format);
        if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
      })
      .default('iso')
      .describe('How dates are written: iso, a pattern such as dd/MM/yyyy or dd/MM/yyyy HH:mm, epoch-s or epoch-ms.'),
    nul: z
      .enum(['reject', 'strip'])
      .default('reject')
      .describe('What happens to a row with a NUL byte: rejected, or kept without it.'),
    max_record_size: z
      .number()
      .int()
      .min(1_000)
      .max(64_000_000)
      .default(1_000_000)
      .describe('Most characters in one record; a larger one is rejected.'),
  })
  .meta({
    meantBy: { file: 'path', files: 'path', filename: 'path', glob: 'path', separator: 'delimiter', sep: 'delimiter' },
  })
  .refine(given => given.delimiter !== given.quote, {
    path: ['quote'],
    message: 'quote and delimiter must differ',
    params: { hint: 'write another sign for one of them' },
  });

/** Where a read goes on. */
export const state = z.strictObject({
  /** The file that is being read, relative to the project. */
  file: z.string(),
  /** Byte on which the next record begins. */
  offset: z.number().int().nonnegative(),
  line: z.number().int().positive(),
  /** Rows and bad rows before it. */
  record: z.number().int().nonnegative(),
  size: z.number().int().nonnegative(),
  mtimeMs: z.number(),
  headHash: z.string(),
  /** Digest of the names, sizes and times of the files before it. */
  before: z.string(),
});

/** A record by column; cells are text. */
export const row = z.record(z.string(), z.string());

export type CsvOptions = z.output<typeof options>;
export type CsvState = z.output<typeof state>;
export type CsvRow = z.output<typeof row>;
