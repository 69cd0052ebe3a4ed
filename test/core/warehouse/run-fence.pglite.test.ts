import { onStore } from '../../stores.ts';
import { runFenceSuite } from './run-fence.suite.ts';

onStore('pglite', 'the fence of runs', runFenceSuite);
