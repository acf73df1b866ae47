/** `ActiveState=` of systemctl show. */
export type ActiveState = 'inactive' | 'activating' | 'active' | 'reloading' | 'deactivating' | 'failed';
/** `SubState=` of systemctl show. */
export type SubState =
  | 'dead' | 'condition' | 'start-pre' | 'start' | 'start-post' | 'running' | 'exited' | 'reload'
  | 'stop' | 'stop-sigterm' | 'stop-post' | 'failed' | 'auto-restart';
