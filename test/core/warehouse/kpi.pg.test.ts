import { onStore } from '../../stores.ts';
import { kpiSuite } from './kpi.suite.ts';

onStore('postgres', 'KPIs', kpiSuite);
