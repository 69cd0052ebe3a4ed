import { asVerbatimError, catalogue, type ErrorCode, placeText, VerbatimError } from '../errors.ts';
import { cutText } from '../model/cut-text.ts';
import type { Failure } from './state.ts';

/** Bytes that the texts of a failure may take: 200 steps may fail, and their failures end a run in one payload. */
const longest = { message: 2_000, hint: 500, file: 500 } as const;

/** An error as it crosses an engine and as it is recorded: cut to its bounds, without stack and cause. */
export function failureOf(thrown: unknown): Failure {
  const { code, class: family, message, hint, at } = asVerbatimError(thrown);
  return {
    ...{ code, class: family, message: cutText(message, longest.message) },
    hint: hint === null ? null : cutText(hint, longest.hint),
    ...(at === null ? {} : { at: { ...at, file: cutText(at.file, longest.file) } }),
  };
}

/** The error of a failure that has crossed; VB9001 when a later version gave it a code that this one does not know. */
export function errorOf({ code, message, hint, at }: Failure, cause?: unknown): VerbatimError {
  return new VerbatimError(isErrorCode(code) ? code : 'VB9001', message, {
    ...(hint === null ? {} : { hint }),
    ...(at === undefined ? {} : { at }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** True for a code that this version can print. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(catalogue, code);

/** Where and what: `inbox/b.csv:2: not utf-8: …`. */
export const failureText = ({ at, message }: Pick<Failure, 'at' | 'message'> | StepError): string =>
  at === undefined || at === null ? message : `${placeText(at)}: ${message}`;

/** The one line that tells of a failed step, whichever engine ran it. */
export const failedStepText = (node: string, attempts: number, failure: Failure): string =>
  `step ${node} FAILED code=${failure.code} attempts=${attempts} ${failureText(failure)}`;

/** How to mend it, as a line below; nothing when nobody knows. */
export const hintLine = ({ hint }: Pick<Failure, 'hint'>): string => (hint === null ? '' : `\n  ${hint}`);

/** A failure as the machine-readable output prints it. */
export interface StepError extends Pick<Failure, 'code' | 'class' | 'message' | 'hint'> {
  readonly at: { readonly file: string; readonly line: number | null; readonly column: number | null } | null;
}

export function stepErrorOf({ code, class: family, message, hint, at }: Failure): StepError {
  const place = at === undefined ? null : { file: at.file, line: at.line ?? null, column: at.column ?? null };
  return { code, class: family, message, hint, at: place };
}
