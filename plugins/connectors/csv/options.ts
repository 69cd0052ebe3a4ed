import { z } from 'zod';
import { encodings } from './decode.ts';

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
      .default('utf-8')
      .describe('Encoding of files without a byte order mark that are not UTF-8.'),
    delimiter: oneCharacter('delimiter').default(',').describe('The character between cells: "," ";" "\\t" "|".'),
    quote: oneCharacter('quote')
      .default('"')
      .describe('The character around cells that hold delimiters or line breaks.'),
    decimal: z.enum(['.', ',']).default('.').describe('The decimal sign of numbers.'),
    date: z
      .string()
      .regex(/^(?:iso|epoch-s|epoch-ms|(?=.*d)(?=.*M)(?=.*y)[dMyHmsT /.:,-]{6,40})$/, 'no date format')
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
  .refine(given => given.delimiter !== given.quote, { path: ['quote'], message: 'quote and delimiter must differ' });

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
