export { GroupCoordinator } from './coordinator';
export type { GroupCaller, GroupLog, GroupSettings, GroupTopic, GroupTopics } from './ports';
