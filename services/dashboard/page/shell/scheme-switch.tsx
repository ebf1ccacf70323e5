import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { MoonIcon, SunIcon } from "../design/icons.tsx";

/** Light or dark: as the system says until somebody chooses. */
export function SchemeSwitch() {
  const scheme = useComputedColorScheme();
  // Without the rule that stops transitions meanwhile: it would be an inline style, which the server allows none of.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={`Use the ${other} scheme`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === "dark" ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}
