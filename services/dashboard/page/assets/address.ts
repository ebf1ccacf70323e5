/** Not `/assets`: files of the page lie there. */
export const ASSETS_PATH = "/inventory";

export function assetPath(id: string): string {
  return `${ASSETS_PATH}/${encodeURIComponent(id)}`;
}
