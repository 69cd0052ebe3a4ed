/** A number as it should be printed, written by hand so that it does not come from the code under test. */
export function writtenNumber(value: number, digits: number, language: 'fr' | 'en'): string {
  const [whole, decimals] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, language === 'fr' ? '\u202f' : ',');
  const text = decimals ? `${grouped}${language === 'fr' ? ',' : '.'}${decimals}` : grouped;
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `\u2212${text}` : text;
}
