import { useEffect, useRef } from "react";
import { Link, Outlet, useLocation } from "react-router";
import { useIdentity } from "../api/identity.ts";
import { ShieldIcon } from "../design/icons.tsx";
import { Navigation } from "./navigation.tsx";
import { HOME } from "./pages.ts";
import { SchemeSwitch } from "./scheme-switch.tsx";
import styles from "./shell.module.css";
import { SignOut } from "./sign-out.tsx";

/** What every page has around it. Whoever goes to another page begins to read at its top, with a screen reader too. */
export function Shell() {
  const identity = useIdentity().data;
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus();
  }, [pathname]);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <Link className={styles.brand} to={HOME}>
            <ShieldIcon />
            <span className={styles.name}>pqc-audit</span>
          </Link>
          <div className={styles.who}>
            {identity && (
              <span className="soft">
                {identity.name}, {identity.role}
              </span>
            )}
            <SchemeSwitch />
            <SignOut />
          </div>
        </div>
      </header>
      <div className={styles.body} data-pages={identity !== undefined}>
        {identity && <Navigation />}
        <main id="main" className={styles.main} ref={main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </>
  );
}
