import type { Diagnostic } from '../core/spec/diagnostic.ts';

/**
 * A diagnostic as GitHub Actions reads it from a job's output and shows it at the line of a change.
 *
 * @param file - as the repository knows it
 * @see GitHub Docs, "Workflow commands for GitHub Actions", section "Setting an error message"
 * @example
 * ::error file=config/monthly.yaml,line=14,endLine=14,col=10,endColumn=14,title=VB1203::no KPI is named "npss"; did you mean "nps"?
 */
export function githubAnnotation(diagnostic: Diagnostic, file: string): string {
  const { severity, line, endLine, column: col, endColumn, code: title, message, hint } = diagnostic;
  const properties = Object.entries({ file, line, endLine, col, endColumn, title });
  const given = properties.map(([name, value]) => `${name}=${asProperty(String(value))}`).join(',');
  return `::${severity} ${given}::${asData(hint === null ? message : `${message}; ${hint}`)}`;
}

const asData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const asProperty = (text: string): string => asData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
