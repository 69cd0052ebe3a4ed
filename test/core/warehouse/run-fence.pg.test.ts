import { onStore } from '../../stores.ts';
import { runFenceSuite } from './run-fence.suite.ts';

onStore('postgres', 'the fence of runs', runFenceSuite);
