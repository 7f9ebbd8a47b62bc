import { type GroupDescription, KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { didYouMean } from '@yak/settings';
import { CliError } from './cli-error';
import type { GroupCluster } from './cluster';
import { ExitCode, exitCodeOf } from './exit-code';

/** Members that are named in a sentence; of more only the number is said. */
const NAMED_MAX = 3;

/** Who is in a group: `2 members (billing-1 at /10.0.0.7, billing-2 at /10.0.0.8)`. */
export function membersText({ members }: GroupDescription): string {
  const named = members.slice(0, NAMED_MAX).map(({ clientId, clientHost }) => `${clientId} at ${clientHost}`);
  const more = members.length > NAMED_MAX ? ', …' : '';
  return `${members.length} member${members.length === 1 ? '' : 's'} (${named.join(', ')}${more})`;
}

const notFound = async (cluster: GroupCluster, groupId: string): Promise<CliError> => {
  const { groups } = await cluster.groups.list();
  const hint = didYouMean(
    groupId,
    groups.map((group) => group.groupId),
  );
  const known = groups.length === 0 ? 'there are no groups' : `${groups.length} groups are there`;
  return new CliError(ExitCode.NOT_FOUND, `GROUP_ID_NOT_FOUND: group "${groupId}" does not exist; ${known}.${hint}`);
};

const notEmpty = async (cluster: GroupCluster, groupId: string): Promise<CliError> => {
  const group = (await cluster.groups.describe([groupId])).get(groupId);
  const who = group === undefined || group instanceof KafkaError ? 'members' : membersText(group);
  return new CliError(
    ExitCode.REFUSED_BY_STATE,
    `NON_EMPTY_GROUP: group "${groupId}" has ${who}. Stop them first; a member that was killed is out after its session timeout.`,
  );
};

/** What a coordinator refused, as an error worth reading. */
export async function groupError(cluster: GroupCluster, groupId: string, error: KafkaError): Promise<CliError> {
  if (error.code === ErrorCode.GROUP_ID_NOT_FOUND) return notFound(cluster, groupId);
  if (error.code === ErrorCode.NON_EMPTY_GROUP || error.code === ErrorCode.UNKNOWN_MEMBER_ID)
    return notEmpty(cluster, groupId);
  return new CliError(exitCodeOf(error.code), `group "${groupId}": ${error.message}`, { cause: error });
}

/** What an offset of a group was refused for. */
export function offsetError(
  place: { readonly topic: string; readonly partition: number },
  error: KafkaError,
): CliError {
  const why =
    error.code === ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC
      ? `${error.kafkaName}: members of the group read the topic; stop them, or let them subscribe to others`
      : error.message;
  return new CliError(exitCodeOf(error.code), `${place.topic}-${place.partition}: ${why}`, { cause: error });
}
