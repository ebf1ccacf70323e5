/** The version of the command and of every result it makes. The bundle holds the number itself, not the file. */
import manifest from "./package.json" with { type: "json" };

export const VERSION: string = manifest.version;
