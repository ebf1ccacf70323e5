import { Link } from "react-router";
import { nameOfTarget } from "../format/target.ts";
import styles from "./target-name.module.css";

interface TargetNameProps {
  readonly target: string;
  readonly to: string;
}

/** A repository: its name leads somewhere, where it lies stands below. */
export function TargetName({ target, to }: TargetNameProps) {
  const { name, place } = nameOfTarget(target);
  return (
    <div className={styles.target}>
      <Link to={to}>
        <strong>{name}</strong>
      </Link>
      <p className={styles.place}>{place}</p>
    </div>
  );
}
