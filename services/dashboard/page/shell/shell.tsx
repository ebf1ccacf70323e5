import { useEffect, useRef } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router";
import { useIdentity } from "../api/identity.ts";
import { ShieldIcon } from "../design/icons.tsx";
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
          <Link className={styles.brand} to="/scans">
            <ShieldIcon />
            pqc-audit
          </Link>
          <nav className={styles.links} aria-label="Pages">
            {identity && (
              <>
                <NavLink className={styles.link ?? ""} to="/scans">
                  Scans
                </NavLink>
                <NavLink className={styles.link ?? ""} to="/repositories">
                  Repositories
                </NavLink>
              </>
            )}
          </nav>
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
      <main id="main" className={styles.main} ref={main} tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
