import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { NavLink } from "react-router";
import { mayAdminister, useIdentity } from "../api/identity.ts";
import { MenuIcon } from "../design/icons.tsx";
import styles from "./navigation.module.css";
import { PAGE_GROUPS } from "./pages.ts";

/** Every page there is: beside the content where the window is wide, behind a button where it is not. */
export function Navigation() {
  const [open, setOpen] = useState(false);
  const identity = useIdentity().data;
  const id = useId();
  return (
    <div className={styles.navigation}>
      <Button
        className={styles.toggle ?? ""}
        variant="default"
        size="xs"
        leftSection={<MenuIcon />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        Pages
      </Button>
      <nav id={id} className={styles.pages} aria-label="Pages" data-open={open}>
        {PAGE_GROUPS.map(({ name, pages }) => (
          <div key={name} className={styles.group}>
            <p className={styles.name}>{name}</p>
            <ul className={styles.links}>
              {pages
                .filter(({ forAdmins }) => !forAdmins || mayAdminister(identity))
                .map((page) => (
                  <li key={page.to}>
                    <NavLink
                      className={styles.link ?? ""}
                      to={page.to}
                      end={page.to === "/"}
                      reloadDocument={page.outside ?? false}
                      onClick={() => setOpen(false)}
                    >
                      {page.name}
                    </NavLink>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
    </div>
  );
}
