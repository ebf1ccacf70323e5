/** Every artifact format the scanner reads. Adding one: its file, and its line here. */
import type { Artifact } from "./artifact.ts";
import { pki } from "./pki.ts";
import { settings } from "./settings/settings.ts";

export const ARTIFACTS: readonly Artifact[] = [pki, settings];
