import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of minutes, which would otherwise be at work alone when all others are done. */
const isSlow = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/faults/killed-');

/** Starts the slowest files first, the others in the usual order. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return [...usual.filter(isSlow), ...usual.filter(file => !isSlow(file))];
  }
}
