import { onStore } from '../../stores.ts';
import { kpiCountSuite } from './kpi-count.suite.ts';
import { kpiReadSuite } from './kpi-read.suite.ts';
import { kpiRefreshSuite } from './kpi-refresh.suite.ts';

onStore('pglite', 'what KPIs count', kpiCountSuite);
onStore('pglite', 'refreshing KPIs', kpiRefreshSuite);
onStore('pglite', 'reading KPIs', kpiReadSuite);
