import { onStore } from '../../stores.ts';
import { stopRequestSuite } from './stop-request.suite.ts';

onStore('pglite', 'asking a run to stop', stopRequestSuite);
