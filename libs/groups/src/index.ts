export { type CoordinatorOptions, GroupCoordinator } from './coordinator';
export type { FetchedOffsets, OffsetsWanted } from './offsets/fetch-offsets';
export type { GroupCaller, GroupExplanation, GroupLog, GroupSettings, GroupTopic, GroupTopics } from './ports';
