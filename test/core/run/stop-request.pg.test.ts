import { onStore } from '../../stores.ts';
import { stopRequestSuite } from './stop-request.suite.ts';

onStore('postgres', 'asking a run to stop', stopRequestSuite);
