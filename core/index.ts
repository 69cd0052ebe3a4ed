/** Running pipelines from code, published as `verbatim-cx`. The command line is made of the same parts. */
export { VerbatimError } from './errors.ts';
export { monthWindow, type Window } from './model/window.ts';
export { compilePlan } from './plan/compile.ts';
export type { Plan } from './plan/plan.ts';
export { createRegistry, type PluginEntry, type Registry } from './plugin/registry.ts';
export { runInProcess } from './run/engine.ts';
export type { Listener, RunEvent } from './run/events.ts';
export { readMetrics } from './run/metrics.ts';
export type { RunRecord } from './run/run-record.ts';
export type { Runtime } from './run/runtime.ts';
export { reportsOf, stepsOf } from './run/summary.ts';
export { loadPipeline } from './spec/pipeline.ts';
export { findProjectRoot, loadProject } from './spec/project.ts';
export { openWarehouse } from './warehouse/open.ts';
export type { Warehouse } from './warehouse/warehouse.ts';
