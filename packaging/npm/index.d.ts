// SPDX-License-Identifier: Apache-2.0
export interface Filter {
  operation?: string;
  method?: string;
  target?: string;
  run_id?: string;
  user?: string;
  sent?: string;
  status?: number;
  after?: number;
}
export interface Exchange {
  number: number;
  at: string;
  method: string;
  target: string;
  operation?: string;
  run_id?: string;
  user?: string;
  faults?: string[];
  headers: { name: string; value: string }[];
  sent: string;
  sent_bytes: number;
  status: number;
  answer: string;
  answer_bytes: number;
}
export interface MockOptions {
  /** Options of `wes-assay mock`. */
  options?: string[];
  /** A file, or a shipped name. */
  scenario?: string;
  persona?: string;
  defects?: string[];
  /** 0 stops time. */
  speed?: number;
}
export interface Mock {
  /** The base URL, what stands before /service-info; it changes with persona(). */
  readonly url: string;
  readonly controlUrl: string;
  call(method: string, path: string, body?: unknown): Promise<any>;
  now(): Promise<string>;
  speed(factor: number): Promise<unknown>;
  /** Moves time ahead, "90s" or "1h"; the new time. */
  advance(by: string): Promise<string>;
  /** Moves time to the next delayed response or change of a run; false where nothing is left to happen. */
  next(): Promise<boolean>;
  runUntilIdle(): Promise<boolean>;
  runs(state?: string): Promise<{ run_id: string; state: string }[]>;
  /** Fires a trigger of the scenario; the number of runs that moved. */
  trigger(name: string, run_id?: string): Promise<number>;
  scenario(choice: { name?: string; text?: string }): Promise<unknown>;
  /** Switches these defects on and all others off. */
  defects(...on: string[]): Promise<unknown>;
  faults(...faults: object[]): Promise<string[]>;
  persona(name: string): Promise<string>;
  /** As it began; its time goes on. */
  reset(): Promise<void>;
  log(wanted?: Filter): Promise<Exchange[]>;
  count(wanted?: Filter): Promise<number>;
  waitFor(filter: Filter, options?: { count?: number; within?: string }): Promise<boolean>;
  explain(number: number): Promise<any>;
  har(): Promise<any>;
  stop(): Promise<void>;
}
export function startMock(wanted?: MockOptions): Promise<Mock>;
/** Path of the program. */
export function program(): string;
