"""A net of the benchmark in TensorFlow: its fused operators, compiled to a graph."""

import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
NAME = f"TensorFlow {tf.__version__}"


class Net:
    def __init__(self, spec, layers):
        self.spec = spec
        self.steps = [
            (layer, {name: tf.Variable(values, trainable=not name.startswith("running")) for name, values in tensors.items()})
            for layer, tensors in layers
        ]
        self.weights = [weight for _, of in self.steps for weight in of.values() if weight.trainable]
        self.velocities = [tf.Variable(tf.zeros_like(weight)) for weight in self.weights]
        self.step, self.answer = tf.function(self._step), tf.function(self._answer)

    def batch(self, inputs, targets):
        return tf.constant(inputs), tf.constant(targets)

    def train(self, batch):
        return float(self.step(*batch))

    def predict(self, batch):
        return self.answer(batch[0]).numpy()

    def _step(self, x, t):
        with tf.GradientTape() as tape:
            loss = self._loss(self._forward(x, True), t)
        rate, momentum = (self.spec["optimizer"][name] for name in ("learning_rate", "momentum"))
        for weight, velocity, gradient in zip(self.weights, self.velocities, tape.gradient(loss, self.weights)):
            tf.raw_ops.ResourceApplyMomentum(
                var=weight.handle, accum=velocity.handle, lr=rate, grad=gradient, momentum=momentum
            )
        return loss

    def _answer(self, x):
        out = self._forward(x, False)
        return out if self.spec["loss"] == "mse" else tf.nn.softmax(out)

    def _loss(self, out, t):
        if self.spec["loss"] == "mse":
            return tf.reduce_sum(tf.square(out - t)) / (2 * out.shape[0])
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(t, out))

    def _forward(self, x, training):
        for layer, of in self.steps:
            match layer["type"]:
                case "conv":
                    x = tf.nn.bias_add(tf.nn.conv2d(x, of["kernel"], layer["stride"], layer["padding"].upper()), of["bias"])
                case "batch_norm":
                    x = normalize(layer, of, x, training)
                case "activation":
                    x = {"relu": tf.nn.relu, "tanh": tf.nn.tanh}[layer["function"]](x)
                case "max_pool":
                    x = tf.nn.max_pool2d(x, layer["size"], layer["stride"], "VALID")
                case "dense":
                    x = tf.nn.bias_add(tf.reshape(x, [x.shape[0], -1]) @ of["kernel"], of["bias"])
                case other:
                    raise ValueError(f"no net of the benchmark has {other}")
        return x


def normalize(layer, of, x, training):
    running = of["running_mean"], of["running_variance"]
    found = tf.raw_ops.FusedBatchNormV3(
        x=x, scale=of["gamma"], offset=of["beta"], mean=running[0], variance=running[1],
        epsilon=layer["epsilon"], is_training=training,
    )
    if training:
        for average, batch in zip(running, (found.batch_mean, found.batch_variance)):
            average.assign(layer["momentum"] * average + (1 - layer["momentum"]) * batch)
    return found.y
