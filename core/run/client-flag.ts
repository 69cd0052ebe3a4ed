/** How a command about a run of this client is called; for hints that work as they are printed. */
export const clientFlag = ({ client }: { readonly client: string | null }): string =>
  client === null ? '' : ` --client ${client}`;
