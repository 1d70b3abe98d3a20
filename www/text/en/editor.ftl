### The network editor, which "Change the network …" in the settings opens.

editor-title = Network
editor-start = Start from
editor-back = Back to “{ $method }”
editor-about = These are the layers of this method, from the picture to the answer. Change one, and the network is your own; everything else, such as the optimiser and the epochs, stays as the settings have it.
editor-locked = The network can be changed when the training has ended or was stopped.
editor-stem-why = This method trains a single layer behind a stem that has already learned, so there is nothing to rearrange. Start from another method to build a network of your own.
editor-picture = Picture
editor-output = The output follows from your classes.

## A layer. $name is one of the kinds below

editor-layer = { $number }. { $name }
editor-up = Move layer { $number }, { $name }, up
editor-down = Move layer { $number }, { $name }, down
editor-remove = Remove layer { $number }, { $name }
editor-add = Add a layer after { $number }, { $name }
editor-add-first = Add a layer after the picture
editor-which = Which layer?

## What comes out of it, and what it costs. $shown is the number as it is written

editor-shape = { $height }×{ $width }×{ $channels }
editor-vector =
    { $count ->
        [one] { $count } value
       *[other] { $count } values
    }
editor-weights =
    { $count ->
        [one] { $shown } weight
       *[other] { $shown } weights
    }
editor-total = In all:
# Both are percentages.
editor-compared = Compared with “{ $method }”: { $weights } of the weights, { $cost } of the multiply-adds.

## Kinds of layers, each with a sentence

editor-conv = Convolution
editor-conv-about = Looks for small patterns, the same ones everywhere in the picture. Each filter finds one.
editor-activation = Activation
editor-activation-about = Bends the values. Without one in between, two layers could do no more than one.
editor-max_pool = Max-pooling
editor-max_pool-about = Keeps the strongest value of each window, so that maps get smaller and exact places matter less.
editor-dense = Dense layer
editor-dense-about = Every unit sees all values that come in. Most of a network’s weights are often here.
editor-dropout = Dropout
editor-dropout-about = Silences random values while training, so that the network does not rely on single ones.
editor-batch_norm = Batch normalisation
editor-batch_norm-about = Gives values the same mean and spread in every batch, so that training is faster and steadier.
editor-average_pool = Average pooling
editor-average_pool-about = Keeps the mean of each window.
editor-global_average_pool = Global average pooling
editor-global_average_pool-about = Keeps the mean of each whole map: one value per filter, wherever in the picture something was.
editor-depthwise_conv = Depthwise convolution
editor-depthwise_conv-about = One small kernel for each map on its own. With a 1×1 convolution behind it, a cheap replacement for a full one.
editor-residual = Residual block
editor-power_norm = Normalisation
editor-stem = Stem

## What can be chosen

editor-field-filters = Filters
editor-field-kernel = Kernel
editor-field-stride = Stride
editor-field-padding = Padding
editor-field-function = Function
editor-field-size = Window
editor-field-rate = Fraction
editor-field-units = Units
editor-padding-same = zeros
editor-padding-valid = none
editor-function-relu = ReLU
editor-function-leaky_relu = Leaky ReLU
editor-function-elu = ELU
editor-function-silu = SiLU
editor-function-sigmoid = Sigmoid
editor-function-tanh = tanh
editor-function-relu6 = ReLU6
editor-function-identity = Identity
editor-function-scaled_tanh = Scaled tanh

## What is wrong

editor-unanswered = The engine does not answer: { $reason } Close the editor and open it again.
editor-problem = Your own network cannot be built. Layer { $number }, { $name }: { $problem }
editor-does-not-fit = A window of { $size }×{ $size } does not fit: the map that arrives here has only { $height }×{ $width } pixels. Make the window smaller, or take away a pooling layer or a stride above.
editor-map-too-large = It would give { $given } values per picture; { $most } are possible.
editor-too-many-weights = It would need { $given } weights; { $most } more are possible.
editor-whole = { $label } must be a whole number from 1.
editor-fraction = { $label } must be a number from 0 to below 1.
editor-impossible = It cannot stand here.

## Said when it happens, for people who do not see it

editor-moved = Now layer { $number }.
editor-removed = { $name } removed. Undo brings it back.
editor-added = { $name } is now layer { $number }.
editor-undone = Undone.
