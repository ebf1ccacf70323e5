import { Drawer, Modal } from "@mantine/core";
import { type ReactNode, useLayoutEffect } from "react";
import styles from "./dialog.module.css";

interface DialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** In the middle, to be answered; at the side, to be read. */
  readonly place?: "middle" | "side";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * What stands in front of the page until it is closed: by its button, by Escape, by a click beside it. Focus stays in it and
 * goes back to where it was. The page behind it scrolls, since to stop that would take an inline style sheet.
 */
export function Dialog({ opened, title, place = "middle", onClose, children }: DialogProps) {
  // The library notes where focus was too late: navigation lets effects run after focus has moved into the dialog.
  useLayoutEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      if (opener instanceof HTMLElement) setTimeout(() => opener.focus());
    };
  }, [opened]);
  const shared = {
    opened,
    onClose,
    lockScroll: false,
    returnFocus: false,
    size: "lg" as const,
    classNames: { content: styles.content ?? "" },
  };
  if (place === "side") {
    return (
      <Drawer.Root {...shared} position="right">
        <Drawer.Overlay />
        <Drawer.Content>
          <div className={styles.head}>
            <Drawer.Title className={styles.title ?? ""}>{title}</Drawer.Title>
            <Drawer.CloseButton aria-label="Close" />
          </div>
          <Drawer.Body>{children}</Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    );
  }
  return (
    <Modal.Root {...shared} centered>
      <Modal.Overlay />
      <Modal.Content>
        <div className={styles.head}>
          <Modal.Title className={styles.title ?? ""}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
