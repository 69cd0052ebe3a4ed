import { type Kysely, type Migration, sql } from 'kysely';

/** The fence of a run: who leads it now. A run that an earlier version began has the lowest. */
export const runEpoch: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`alter table run add column epoch bigint not null default 0`.execute(db);
  },
};
