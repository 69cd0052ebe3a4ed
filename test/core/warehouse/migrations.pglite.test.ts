import { onStore } from '../../stores.ts';
import { migrationsSuite } from './migrations.suite.ts';

onStore('pglite', 'migrations', migrationsSuite);
