/** An address that a reader may follow from a PDF, `https:` or `mailto:`; anything else becomes `#`. */
export function safeUrl(address: unknown): string {
  const text = String(address ?? '').trim();
  if (!/^(https:|mailto:)/i.test(text) || !URL.canParse(text)) return '#';
  return new URL(text).href;
}
