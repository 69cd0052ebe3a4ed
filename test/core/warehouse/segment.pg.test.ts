import { onStore } from '../../stores.ts';
import { segmentSuite } from './segment.suite.ts';

onStore('postgres', 'segments', segmentSuite);
