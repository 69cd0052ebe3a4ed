import { onStore } from '../../stores.ts';
import { conditionSuite } from './condition-sql.suite.ts';

onStore('pglite', 'conditions', conditionSuite);
