/** Every language the scanner reads as code. Adding one: its file, and its line here. */
import { javascript } from "./javascript.ts";
import type { Language } from "./language.ts";
import { python } from "./python.ts";
import { tsx, typescript } from "./typescript.ts";

export const LANGUAGES: readonly Language[] = [python, javascript, typescript, tsx];
