/** Something that an operation waits on. */
export interface Wait {
  /** It waits no more: nothing that was set up for it is left. Calling it twice is fine. */
  leave(): void;
}
