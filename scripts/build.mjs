// npm run build: installs and builds, whatever the file times say about the build.
import { build, installWhenNeeded } from './project.mjs';

installWhenNeeded();
build();
