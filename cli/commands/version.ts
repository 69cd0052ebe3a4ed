import type { Command } from '../command.ts';
import { packageInfo } from '../package-info.ts';

/** Prints the version of the product and of Node. */
export const version: Command = async ({ terminal }) => {
  const { name, version: own } = packageInfo();
  terminal.line(`${name} ${own} (node ${process.versions.node})`);
  terminal.document({ name, version: own, node: process.versions.node });
  return 0;
};
