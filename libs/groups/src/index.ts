export { GroupCoordinator } from './coordinator';
export type { FetchedOffsets, OffsetsWanted } from './offsets/fetch-offsets';
export type { GroupCaller, GroupLog, GroupSettings, GroupTopic, GroupTopics } from './ports';
