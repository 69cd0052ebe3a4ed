import { onStore } from '../../stores.ts';
import { annotateSuite } from './annotate.suite.ts';

onStore('postgres', 'annotations', annotateSuite);
