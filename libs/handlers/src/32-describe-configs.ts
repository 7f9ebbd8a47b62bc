/**
 * DescribeConfigs, key 32. Served: 1–4.
 *
 * Behaviours: topics and brokers. Null or no names mean all settings; unknown names are left out. A broker is described by
 * itself only; broker "" is the dynamic settings of all brokers. Synonyms and documentation come when asked for.
 *
 * Versions: 1 sources and synonyms (KIP-226) · 3 types and documentation (KIP-569) · 4 flexible.
 *
 * Not here: loggers, client metrics, groups (INVALID_REQUEST).
 */
import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import { DescribeConfigs, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';
import type { DescribedSetting } from '@yak/settings';
import { ConfigResourceCode, configTarget } from './config-resource';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

type Request = RequestOf<typeof DescribeConfigs>;
type Asked = Request['resources'][number];
type Answered = ResponseInputOf<typeof DescribeConfigs>['results'][number];

/** Answers DescribeConfigs. */
export const describeConfigs = defineHandler({
  api: DescribeConfigs,
  serves: { min: 1, max: 4 },
  operation: AclOperation.DESCRIBE_CONFIGS,
  resource: ResourceType.TOPIC,
  handle(request, context) {
    return {
      throttleTimeMs: context.throttleMs,
      results: request.resources.map((asked) => describe(request, asked, context)),
    };
  },
});

function describe(request: Request, asked: Asked, context: RequestContext): Answered {
  const { resourceType, resourceName, configurationKeys } = asked;
  const settings = settingsOf(asked, context);
  if (isRefusal(settings))
    return { errorCode: settings.code, errorMessage: settings.detail, resourceType, resourceName, configs: [] };
  const wanted = configurationKeys === null || configurationKeys.length === 0 ? null : new Set(configurationKeys);
  const configs = settings
    .filter(({ name }) => wanted?.has(name) ?? true)
    .map((setting) => ({
      name: setting.name,
      value: setting.value,
      readOnly: setting.isReadOnly,
      configSource: setting.source,
      isSensitive: setting.isSensitive,
      synonyms: request.includeSynonyms ? setting.synonyms : [],
      configType: setting.configType,
      documentation: request.includeDocumentation ? setting.documentation : null,
    }));
  return { errorCode: ErrorCode.NONE, errorMessage: null, resourceType, resourceName, configs };
}

function settingsOf(
  { resourceType, resourceName }: Asked,
  context: RequestContext,
): readonly DescribedSetting[] | Refusal {
  const isTopic = resourceType === ConfigResourceCode.TOPIC;
  const resource = isTopic
    ? { type: ResourceType.TOPIC, name: resourceName }
    : { type: ResourceType.CLUSTER, name: CLUSTER_RESOURCE_NAME };
  if (!context.isAllowedTo(AclOperation.DESCRIBE_CONFIGS, resource)) {
    return refusal(isTopic ? ErrorCode.TOPIC_AUTHORIZATION_FAILED : ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  }
  const target = configTarget(context, resourceType, resourceName);
  if (isRefusal(target)) return target;
  const { settings, metadata } = context.ports;
  return target.kind === 'topic'
    ? settings.describeTopic(metadata.overridesOf(target.topic.topicId))
    : settings.describeBroker(target.scope);
}
