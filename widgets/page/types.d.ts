// What passes between the modules of the page, for the type check alone: nothing of this file travels.

type Bus = ReturnType<typeof import("./common/bus.js").busOf>;
type Point = [number, number];
type Box = [number, number, number, number]; // left, top, right, bottom
type Place = [x: number, baseline: number, align: string];
type Values = Record<string, number>;

// A widget's model, as anywidget hands it over.
interface Model {
  get(name: string): any;
  set(name: string, value: unknown): void;
  on(names: string, act: (...args: any[]) => void): void;
  off(names: string, act: (...args: any[]) => void): void;
  send(message: object): void;
  save_changes(): void;
  widget_manager?: { kernel: any };
}

// That the maps are cut along: see arena/direction.js.
interface Line { angle: number; c: number; d: number; n: number; low: number; high: number; least: number; most: number }

// Of a map's colours and contour lines.
interface Heights { low: number; high: number; top: number; exponent: number; levels: number[]; numbered: number[] }

interface Minimum { x: number; y: number; height: number; label?: string }

// A landscape, as `widgets.landscape_side.scene` describes it.
interface Scene extends Heights {
  key: string; name: string; latex: string;
  extent: [Point, Point]; domain: [Point, Point]; shape: [number, number];
  curvature: number; minima: Minimum[]; opening: Values;
  holes?: boolean; // it is no number somewhere
  streams?: number[][]; // of a field: lines along its force, x, y, x, y, ...
}

// What paints on the map: dig or raise, how much, how wide, where it stands, and the spots that are there.
interface Brush { word: string; depth: number; reach: number; at: Point; spots: Spot[] }
interface Spot { word: string; numbers: [number, number, number, number]; place: [number, number]; term: boolean }
interface Letter { name: string; value: number; low: number; high: number }

interface Cue { marker: string; light: string; dark: string; width: number; dash: number[] }
interface Method { key: string; name: string; cue: Cue }
interface Pin { clock: number; moves: { slider: string; before: number; after: number }[] }

// A run, as `LandscapeSide` describes it; the frames travel beside it.
interface Run {
  seq: number; preview: boolean; every: number; total: number; frames: number; replicas: number;
  methods: { key: string; diverged: unknown; stalled: number | null; pace: [number, number, number][]; evaluations: number; steps: number }[];
  start: Point; away: unknown; base: Values; pins: Pin[];
  selected: string; visible: string[]; landscape: string; own?: string; formula?: string; values: Values;
  extras: { gradient_noise: number; batch_size: number; seed: number; direction: string };
  failed?: Record<string, string>; // why a step that somebody wrote could not be run
  move?: number; // of a run that was walked on the page: which of the hand's moves it shows
}

// A formula as Python writes it down.
type Formula = number | string | [string, Formula, Formula];
interface Gauge {
  symbol: string; value: Formula; dead_below: Formula | null; unstable_from: Formula | null; fine: string; dead: string; unstable: string;
}

// A slider, as `widgets.controls` describes it.
interface Entry {
  name: string; symbol: string; word?: string; meaning: string; meanings?: Record<string, string>; low: number; high: number; default?: number; scale: string;
  whole: boolean; basic: boolean; network?: number; methods: string[];
  gauges: Record<string, Gauge[]>; readings: Record<string, { words: string; value: Formula }>;
}

interface Word { key: string; term: string; symbol?: string; text: string; look?: string; runs?: string }
interface Sheet { width: number; height: number; zoom: number }

// The page's tokens by name; what text and maps are drawn with.
type Colours = Record<string, string>;
interface Dress { colour: Colours; dress: (context: Context) => Context; table?: Uint8Array; dark?: boolean }
interface Context extends CanvasRenderingContext2D { wvHalo?: string; wvInk?: string }
interface Written { colour?: string; align?: CanvasTextAlign; size?: number; weight?: number; family?: string; italic?: boolean }

// What is looked up here is HTML.
interface Element { closest(selectors: string): HTMLElement | null }
interface ParentNode { querySelector(selectors: string): HTMLElement | null }
interface CSSStyleDeclaration { setProperty(name: string, value: string | number): void }
interface EventTarget { closest?(selectors: string): HTMLElement | null }
interface Document { wasDiscarded?: boolean }
interface HTMLCanvasElement { wvStamp?: string; wvRatio?: number }
