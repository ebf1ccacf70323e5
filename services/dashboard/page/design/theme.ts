import { createTheme } from "@mantine/core";

/** What the library decides in code; colours and sizes stand in `tokens.css`. */
export const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
});
