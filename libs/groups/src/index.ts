export { type CoordinatorOptions, GroupCoordinator, type FetchedOffsets, type OffsetsWanted } from './coordinator';
export type { GroupCaller, GroupExplanation, GroupLog, GroupSettings, GroupTopic, GroupTopics } from './ports';
