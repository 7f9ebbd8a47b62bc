/** A setting that cannot be taken: the message names it and says what to do. Nothing starts. */
export class SettingsError extends Error {
  readonly code = 'YAK_SETTINGS';

  constructor(
    /** Kafka's name of the setting, or the name of the environment variable. */
    readonly settingName: string,
    reason: string,
  ) {
    super(`${settingName}: ${reason}`);
    this.name = 'SettingsError';
  }
}
