/** Remembers where a character stands next in a text, so that a stretch without it is searched once. */
export class Mark {
  private text = '';
  /** Where it stands first, counted from `since`; the text's length when it does not come. */
  private at = -1;
  private since = 0;
  private readonly character: string;

  constructor(character: string) {
    this.character = character;
  }

  load(text: string): void {
    this.text = text;
    this.at = -1;
    this.since = 0;
  }

  /** Where it stands at or behind `from`; the text's length when it does not. */
  next(from: number): number {
    return this.at >= from && this.since <= from ? this.at : this.find(from);
  }

  private find(from: number): number {
    const at = this.text.indexOf(this.character, from);
    this.since = from;
    this.at = at === -1 ? this.text.length : at;
    return this.at;
  }
}
