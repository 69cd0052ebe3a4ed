import { openWarehouse } from '../../core/warehouse/open.ts';
import type { WarehouseTarget } from '../../core/warehouse/warehouse.ts';

/** Every row by key, and what stands in the quarantine; a doubled row would show as a lost key, and the primary key forbids it. */
export async function contents(
  target: WarehouseTarget,
): Promise<{ rows: Record<string, string | null>; bad: string[] }> {
  const wh = await openWarehouse(target);
  try {
    const rows = await wh.db.selectFrom('feedback').select(['external_id', 'comment']).orderBy('external_id').execute();
    const bad = await wh.db.selectFrom('quarantine').select('raw').execute();
    return {
      rows: Object.fromEntries(rows.map(row => [row.external_id, row.comment])),
      bad: bad.map(entry => entry.raw).sort(),
    };
  } finally {
    await wh.close();
  }
}
