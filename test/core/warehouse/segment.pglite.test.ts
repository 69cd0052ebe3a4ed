import { onStore } from '../../stores.ts';
import { segmentSuite } from './segment.suite.ts';

onStore('pglite', 'segments', segmentSuite);
