import { onStore } from '../../stores.ts';
import { kpiPropertySuite } from './kpi-property.suite.ts';

onStore('pglite', 'KPIs of any feedback', kpiPropertySuite);
