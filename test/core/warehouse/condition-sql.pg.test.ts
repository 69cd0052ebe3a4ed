import { onStore } from '../../stores.ts';
import { conditionSuite } from './condition-sql.suite.ts';

onStore('postgres', 'conditions', conditionSuite);
