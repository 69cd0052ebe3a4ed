import { onStore } from '../../stores.ts';
import { kpiPropertySuite } from './kpi-property.suite.ts';

onStore('postgres', 'KPIs of any feedback', kpiPropertySuite);
