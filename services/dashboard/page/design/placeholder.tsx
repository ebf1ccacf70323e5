import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";

const HEIGHTS = [40, 120, 220];

/** Where something will stand in a moment. */
export function Placeholder({ what }: { readonly what: string }) {
  return (
    <Stack gap="md" aria-busy="true">
      <VisuallyHidden role="status">Loading {what}</VisuallyHidden>
      {HEIGHTS.map((height) => (
        <Skeleton key={height} height={height} radius="md" />
      ))}
    </Stack>
  );
}
