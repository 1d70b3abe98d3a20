/** Shape of one picture. */
export interface Shape {
  height: number;
  width: number;
  channels: number;
}

export type Activation =
  | { function: "relu" | "elu" | "silu" | "sigmoid" | "tanh" | "scaled_tanh" | "identity" }
  | { function: "leaky_relu"; /** Slope below 0; 0.01 if left out. */ slope?: number };

export type LayerSpec =
  | {
      type: "conv";
      filters: number;
      /** Height and width of a kernel. */
      kernel: number;
      /** 1 if left out. */
      stride?: number;
      /** "same" (ONNX's SAME_UPPER) if left out. */
      padding?: "same" | "valid" | number;
    }
  | {
      type: "batch_norm";
      /** 0.9 if left out. */ momentum?: number;
      /** 1e-5 if left out. */ epsilon?: number;
    }
  | ({ type: "activation" } & Activation)
  | { type: "max_pool" | "average_pool"; size: number; /** `size` if left out. */ stride?: number }
  | { type: "global_average_pool" }
  | { type: "dropout"; rate: number }
  | { type: "dense"; units: number };

/** By what the learning rate is multiplied from step to step. `every`, `steps` and `warm_up` are whole numbers of steps. */
export type Schedule =
  | { type: "constant" }
  /** Times `factor` (at most 1) after every so many steps, at once or little by little. */
  | { type: "step" | "exponential"; every: number; factor: number }
  | {
      /** Up in a straight line for `warm_up` of `steps`, then down along half a cosine. */
      type: "cosine";
      steps: number;
      /** 0 if left out. */
      warm_up?: number;
      /** Share of the learning rate where it ends; 0 if left out. */
      end?: number;
    }
  /** From 1/25 up for `warm_up` of `steps`, then down to nearly nothing, along half cosines. */
  | { type: "one_cycle"; steps: number; warm_up: number };

interface Stepwise {
  learning_rate: number;
  /** Constant if left out. */
  schedule?: Schedule;
  /** A gradient whose Euclidean norm is larger is shortened to it; never if left out. */
  clip_norm?: number;
}

export type OptimizerSpec =
  | (Stepwise & {
      type: "sgd";
      /** 0 if left out. */
      momentum?: number;
      /** false if left out. */
      nesterov?: boolean;
      /** L2 decay of the kernels; 0 if left out. */
      weight_decay?: number;
    })
  | (Stepwise & {
      type: "adam" | "adamw";
      /** 0.9 if left out. */
      beta1?: number;
      /** 0.999 if left out. */
      beta2?: number;
      /** 1e-8 if left out. */
      epsilon?: number;
      /** Decoupled decay of the kernels. If left out, 0 for adam and 0.01 for adamw: they differ in nothing else. */
      weight_decay?: number;
    })
  | (Stepwise & {
      type: "rmsprop";
      /** 0.99 if left out. */
      beta2?: number;
      /** 1e-8 if left out. */
      epsilon?: number;
      /** L2 decay of the kernels; 0 if left out. */
      weight_decay?: number;
    })
  /** For small sets: `train_step` takes the whole set as one batch. Steps are as long as the loss falls enough (Armijo). */
  | { type: "gradient_descent"; /** Longest step; 1 if left out. */ learning_rate?: number }
  /** Likewise, with a search after strong Wolfe. */
  | {
      type: "lbfgs";
      /** Length that is tried first; 1 if left out. */
      learning_rate?: number;
      /** Number of steps that are remembered, 1 to 100; 10 if left out. */
      history?: number;
    };

/** The most that may happen to a picture while it is learned, either way. 0 turns a variation off. */
export interface AugmentationSpec {
  /** As a part of the side; 0.125 if left out. */
  shift?: number;
  /** Change of the scale; 0.25 if left out. */
  zoom?: number;
  /** In degrees; 10 if left out. */
  rotation?: number;
  /** Mirror every second picture; false if left out: where left and right differ, it would teach what is wrong. */
  flip?: boolean;
  /** As a part of the range from black to white; 0.15 if left out. */
  brightness?: number;
  /** 0.3 if left out. */
  contrast?: number;
  /** Change of red, green and blue apart from each other; 0.1 if left out. */
  color?: number;
  /** Standard deviation, as a part of the range from black to white; 0.02 if left out. */
  noise?: number;
  /** Part of the picture that a grey rectangle covers; 0.1 if left out. */
  erasing?: number;
}

/** A network as data. What is left out gets the default; `Network.spec()` has them all filled in. */
export interface NetworkSpec {
  input: Shape;
  layers: LayerSpec[];
  /** Softmax is part of "cross_entropy". */
  loss: "cross_entropy" | "mse";
  optimizer: OptimizerSpec;
  /** For steps that ask for it; the defaults fit what a webcam sees. */
  augmentation?: AugmentationSpec;
}

export interface Evaluation {
  /** Mean loss of a picture. */
  loss: number;
  /** Number of right answers. */
  correct: number;
}

export interface StepReport extends Evaluation {
  /** Euclidean norm of the gradient, before `clip_norm`. */
  gradient_norm: number;
}

export interface Gradients extends Evaluation {
  /** All parameters in order; 0 for those that are not trainable. */
  gradients: Float32Array;
  /** What batch norm observed: of each layer, per channel, the mean of x and then the mean of x². */
  statistics: Float64Array;
}

/** Backpropagation against differences of the loss, in one layer that has weights. */
export interface LayerCheck {
  /** The layer's place in the spec. */
  layer: number;
  /** Whether no derivative is off by more than 2 % of the largest of its parameter. */
  agrees: boolean;
  /** Number of weights compared: all, or of each parameter 251. */
  compared: number;
  /** Number of weights left out: the loss has a bend there (ReLU, max-pooling) and no derivative. */
  bends: number;
  /** Where the two are furthest apart; null when there was nothing to compare. */
  worst: GradientDifference | null;
}

export interface GradientDifference {
  /** The parameter: `layers[i].kernel` and the like. */
  name: string;
  /** The weight's place in the parameter. */
  index: number;
  backpropagation: number;
  numerical: number;
  /** Their distance, relative to the largest derivative of the parameter. */
  relative_error: number;
}

/** How learning goes, layer by layer. */
export interface Health {
  /** Mean loss of a picture, in training mode. */
  loss: number;
  /** Steps since the last look; null the first time. */
  steps: number | null;
  /** The layers that have neurons: convolutions and dense layers. */
  layers: LayerHealth[];
  /**
   * What is wrong and what may help: one for each layer that has a trouble, about its first. Where an error vanishes below
   * dead filters or units, those are to be cured first, and there is no advice on it.
   */
  advice: HealthAdvice[];
}

/** What is wrong with a layer and what may help. */
export interface HealthAdvice {
  /** The layer's place in the spec. */
  layer: number;
  /** What is wrong with it. */
  trouble: Trouble;
  /** A sentence for people, without its full stop. */
  text: string;
}

/** δ is ∂loss/∂net of one picture, where net is what the layer makes before any activation. */
export interface LayerHealth {
  /** The layer's place in the spec. */
  layer: number;
  /** Share of the filters, or units, whose activation lets nothing back for any of the pictures; null without one. */
  dead: number | null;
  /** Share of the values at which tanh, scaled tanh or sigmoid is nearly flat; null for other activations. */
  saturated: number | null;
  /** Mean |δ| of a neuron. */
  delta_mean: number;
  /** Largest |δ|. */
  delta_max: number;
  /** Euclidean norm of a picture's δ, as the root of the mean square over the pictures. */
  delta_norm: number;
  /** ‖∂loss/∂w‖ / ‖w‖ for the layer's weights and biases. */
  gradient_ratio: number;
  /** ‖w − w at the last look‖ / ‖w‖; null the first time, and when weights have been set since. */
  update_ratio: number | null;
  /** What is wrong with it, the gravest first; empty when all is well. */
  troubles: Trouble[];
}

/** What may be wrong with a layer. */
export type Trouble = "saturated" | "dead" | "vanishes" | "explodes";

/** Picture i of a batch is varied by the random stream first + i of the seed, as far as the spec's augmentation says. Whole numbers. */
export interface Augmentation {
  seed: number;
  first: number;
}

/** All that training changes. */
export interface NetworkState {
  weights: Float32Array;
  /** What the optimiser remembers of earlier steps. */
  memory: Float32Array;
  /** Steps taken. */
  steps: number;
}

export interface Parameter {
  /** `layers[i].kernel` and the like. */
  name: string;
  shape: number[];
  /** Where it begins in `weights()`. */
  offset: number;
  trainable: boolean;
}
