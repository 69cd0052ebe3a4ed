import { onStore } from '../../stores.ts';
import { kpiCountSuite } from './kpi-count.suite.ts';
import { kpiReadSuite } from './kpi-read.suite.ts';
import { kpiRefreshSuite } from './kpi-refresh.suite.ts';

onStore('postgres', 'what KPIs count', kpiCountSuite);
onStore('postgres', 'refreshing KPIs', kpiRefreshSuite);
onStore('postgres', 'reading KPIs', kpiReadSuite);
