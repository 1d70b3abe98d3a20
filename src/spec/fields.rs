//! The fields of a spec, by their names in JavaScript, with the defaults of those that may be left out.

mod optimizer;

use super::{
    Activation, AugmentationSpec, LayerSpec, LossSpec, NetworkSpec, OptimizerSpec, Padding,
    PoolSpec,
};
use crate::tensor::Shape;
use crate::value::{Field, Fields, Object, Problem, Value, read_word, through_value, write_word};

type Result<T> = std::result::Result<T, Problem>;

through_value!(
    NetworkSpec,
    LayerSpec,
    LossSpec,
    OptimizerSpec,
    AugmentationSpec
);

impl Object for NetworkSpec {
    const EXPECTED: &'static str = "an object with input, layers, loss and optimizer";
    const BLANK: Self = NetworkSpec {
        input: Shape::BLANK,
        layers: Vec::new(),
        loss: LossSpec::Mse,
        optimizer: OptimizerSpec::BLANK,
        augmentation: AugmentationSpec::NONE,
    };

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        fields.required("input", &mut self.input)?;
        fields.required("layers", &mut self.layers)?;
        fields.required("loss", &mut self.loss)?;
        fields.required("optimizer", &mut self.optimizer)?;
        let usual = AugmentationSpec::default();
        fields.optional("augmentation", &mut self.augmentation, usual)
    }
}

impl Object for Shape {
    const EXPECTED: &'static str = "an object with height, width and channels";
    const BLANK: Self = Shape::vector(0);

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        fields.required("height", &mut self.height)?;
        fields.required("width", &mut self.width)?;
        fields.required("channels", &mut self.channels)
    }
}

impl Object for LayerSpec {
    const EXPECTED: &'static str = "an object with the type of a layer";
    const BLANK: Self = LayerSpec::GlobalAveragePool {};

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        let conv = LayerSpec::Conv {
            filters: 0,
            kernel: 0,
            stride: 0,
            padding: Padding::Same,
        };
        let batch_norm = LayerSpec::BatchNorm {
            momentum: 0.0,
            epsilon: 0.0,
        };
        let variants = [
            ("conv", conv),
            ("batch_norm", batch_norm),
            ("activation", LayerSpec::Activation(Activation::BLANK)),
            ("max_pool", LayerSpec::MaxPool(PoolSpec::BLANK)),
            ("average_pool", LayerSpec::AveragePool(PoolSpec::BLANK)),
            ("global_average_pool", LayerSpec::GlobalAveragePool {}),
            ("dropout", LayerSpec::Dropout { rate: 0.0 }),
            ("dense", LayerSpec::Dense { units: 0 }),
        ];
        fields.tag("type", self, &variants)?;
        match self {
            LayerSpec::Conv {
                filters,
                kernel,
                stride,
                padding,
            } => {
                fields.required("filters", filters)?;
                fields.required("kernel", kernel)?;
                fields.optional("stride", stride, 1)?;
                fields.optional("padding", padding, Padding::Same)
            }
            LayerSpec::BatchNorm { momentum, epsilon } => {
                fields.optional("momentum", momentum, 0.9)?;
                fields.optional("epsilon", epsilon, 1e-5)
            }
            LayerSpec::Activation(function) => function.list(fields),
            LayerSpec::MaxPool(window) | LayerSpec::AveragePool(window) => window.list(fields),
            LayerSpec::GlobalAveragePool {} => Ok(()),
            LayerSpec::Dropout { rate } => fields.required("rate", rate),
            LayerSpec::Dense { units } => fields.required("units", units),
        }
    }
}

impl Object for Activation {
    const EXPECTED: &'static str = "an object with the function of an activation layer";
    const BLANK: Self = Activation::Identity {};

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        let variants = [
            ("relu", Activation::Relu {}),
            ("leaky_relu", Activation::LeakyRelu { slope: 0.0 }),
            ("elu", Activation::Elu {}),
            ("silu", Activation::Silu {}),
            ("sigmoid", Activation::Sigmoid {}),
            ("tanh", Activation::Tanh {}),
            ("scaled_tanh", Activation::ScaledTanh {}),
            ("identity", Activation::Identity {}),
        ];
        fields.tag("function", self, &variants)?;
        match self {
            Activation::LeakyRelu { slope } => fields.optional("slope", slope, 0.01),
            _ => Ok(()),
        }
    }
}

impl Object for PoolSpec {
    const EXPECTED: &'static str = "an object with the size of a window";
    const BLANK: Self = PoolSpec { size: 0, stride: 0 };

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        fields.required("size", &mut self.size)?;
        fields.optional("stride", &mut self.stride, self.size)
    }
}

const LOSSES: [(&str, LossSpec); 2] = [
    ("cross_entropy", LossSpec::CrossEntropy),
    ("mse", LossSpec::Mse),
];

impl Field for LossSpec {
    fn read(value: Value) -> Result<Self> {
        read_word(&value, "\"cross_entropy\" or \"mse\"", &LOSSES)
    }

    fn write(&self) -> Value {
        write_word(self, &LOSSES)
    }
}

impl Object for AugmentationSpec {
    const EXPECTED: &'static str = "an object with shift, zoom and the like";
    const BLANK: Self = AugmentationSpec::NONE;

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        let usual = AugmentationSpec::default();
        fields.optional("shift", &mut self.shift, usual.shift)?;
        fields.optional("zoom", &mut self.zoom, usual.zoom)?;
        fields.optional("rotation", &mut self.rotation, usual.rotation)?;
        fields.optional("flip", &mut self.flip, usual.flip)?;
        fields.optional("brightness", &mut self.brightness, usual.brightness)?;
        fields.optional("contrast", &mut self.contrast, usual.contrast)?;
        fields.optional("color", &mut self.color, usual.color)?;
        fields.optional("noise", &mut self.noise, usual.noise)?;
        fields.optional("erasing", &mut self.erasing, usual.erasing)
    }
}

#[cfg(test)]
mod tests;
