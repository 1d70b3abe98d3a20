### The view Inside: one step of backpropagation on the picture that the camera sees. Numbers in brackets are the article's formulas.

inside-about = One step of training with one picture: forward through every layer, the error back, and what it does to every weight.
inside-gave-up = Looking inside was given up: the worker stopped several times in a row. Choose a network to try again.
inside-no-network = No network is chosen.

## What is looked into

inside-network = Network
inside-network-trained = Your network, as it is now
inside-network-small = Small, for explaining: 2 kernels of 3×3 on 12×12
inside-network-method = { $method }, not trained
inside-target = This picture should be
inside-freeze = Freeze
inside-live = Live
inside-learn = Apply this step
inside-undo = Take back
inside-reset = Take all back
inside-steps =
    { $count ->
        [one] { $count } step applied. The network that you trained stays as it is.
       *[other] { $count } steps applied. The network that you trained stays as it is.
    }

## Where the picture comes from, and what can be wrong

inside-drawn = No camera is on: this is a drawn scene. Start a camera, or use the practice camera, to see your own picture.
inside-camera-lost = The camera is gone. Its last frame stays.
inside-camera-off = The camera is off. Its last frame stays.
inside-camera-stalled = The camera sends no new pictures. Its last frame stays.
inside-opening = Opening the network …
inside-too-large = A trace of this network would need { $bytes }, and a page may take { $limit } for it. A network with fewer filters, or with smaller pictures, fits.
inside-too-large-fits = A trace of this network would need { $bytes }, and a page may take { $limit } for it. “{ $network }” fits, with { $other }.
inside-non-finite-output = Not all numbers are finite. The first one that is not arose forward, in { $layer }: map { $map }, row { $row }, column { $column }.
inside-non-finite-delta = Not all numbers are finite. The first one that is not arose on the way back, in δ of { $layer }: map { $map }, row { $row }, column { $column }.
inside-non-finite-gradient = Not all numbers are finite. The first one that is not arose in the gradient of { $layer }: weight { $weight }.
inside-non-finite-after = With this step the weights would no longer be finite: it is too large.

## Layers

inside-layer-input = Picture
inside-layer-activation = Activation { $number }
inside-layer-max_pool = Max-pooling { $number }
inside-layer-average_pool = Average pooling { $number }
inside-layer-global_average_pool = Global average { $number }
inside-layer-dropout = Dropout { $number }
inside-layer-power_norm = Power norm { $number }
inside-layer-add = Sum { $number }
inside-layer-concat = Joined { $number }
inside-shape = { $height }×{ $width }×{ $channels }
inside-vector =
    { $count ->
        [one] { $count } value
       *[other] { $count } values
    }
inside-detail-window = { $size }×{ $size }

inside-function-relu = ReLU
inside-function-relu6 = ReLU6
inside-function-leaky_relu = Leaky ReLU
inside-function-elu = ELU
inside-function-silu = SiLU
inside-function-sigmoid = Sigmoid
inside-function-tanh = tanh
inside-function-scaled_tanh = Scaled tanh
inside-function-identity = Identity

## The strip

inside-strip = The step, layer by layer
inside-strip-help = ← and → go from layer to layer, ↑ and ↓ through its maps; Enter enlarges. A click or tap enlarges, too. The part that the neuron under the pointer sees is framed; for a δ, the neurons that it can come from.
inside-row-weights = Weights
inside-row-output = Output
inside-row-delta = δ
inside-row-gradient = Gradient
inside-cell-output = { $layer }, output, map { $number } of { $count }
inside-cell-delta = { $layer }, δ, map { $number } of { $count }
inside-cell-weights = { $layer }, weights, kernel slice { $number } of { $count }
inside-cell-gradient = { $layer }, gradient, kernel slice { $number } of { $count }
inside-cell-later = { $cell }, not computed yet
inside-scale = ±{ SHORT($value) }
inside-legend = Blue is negative, orange is positive, and what is between them is zero. Each picture has a scale of its own: the number below it is the value at both ends.
inside-legend-signs = δ is −∂E/∂output, as in the article; a gradient is ∂E/∂w, as is usual today. Weights therefore move along δ, and against the gradient.
inside-legend-least = −
inside-legend-most = +
inside-frozen = frozen: no error is computed here
inside-too-many = Too many weights to show

inside-loss = Loss
inside-loss-value = { SHORT($loss) }
inside-loss-after = after the step { SHORT($loss) }
inside-output = Output
inside-wanted = Target
inside-result = Output and target
inside-output-alone = Output

## Step, play, scrub

inside-play = Play
inside-pause = Pause
inside-back = One stage back
inside-forward = One stage on
inside-timeline = Stage of the step
inside-tempo = Time per stage
inside-tempo-value = { $ms } ms
inside-keys = Space plays and pauses; ← and → go one stage back and on (in the strip, from layer to layer).
inside-place = { $at } of { $count }: { $stage }

inside-stage-picture = Picture
inside-stage-forward = Forward: { $layer }
inside-stage-loss = Loss
inside-stage-output-delta = δ of the output
inside-stage-backward = Back: { $layer }
inside-stage-update = Update

inside-says-live-title = Live
inside-says-live = Every frame goes forward through the network, and its error back. Freeze one to walk through its step.
inside-says-picture = The picture goes in: { $height } rows and { $width } columns of numbers between −1 and 1.
inside-says-conv = Each kernel slides over the maps in front of it. At every place it multiplies number by number, sums, and adds its bias: the net input (2.9).
inside-says-depthwise_conv = Each map has a kernel of its own, which slides over that map alone and sums the products (2.9).
inside-says-dense = Each neuron multiplies every number in front of it with a weight of its own, sums, and adds its bias: the net input (2.9).
inside-says-activation = The function f is applied to each net input by itself (2.10): { $function }.
inside-says-max_pool = Of each window of { $size }×{ $size } only the maximum goes on. Its place is remembered for the way back.
inside-says-average_pool = Of each window of { $size }×{ $size } the mean goes on.
inside-says-global_average_pool = Of each map only the mean goes on: one number per map.
inside-says-dropout = Some values, chosen at random, are set to 0, and the others grow to make up for it. This happens in training only.
inside-says-batch_norm = Each map is shifted and scaled to mean 0 and variance 1, then by two learned numbers, γ and β.
inside-says-power_norm = Each value is replaced by a power of itself, with its sign, and each pixel is brought to the same length.
inside-says-add = What went around the block is added to what went through it.
inside-says-concat = Maps of several layers are laid beside each other.
inside-says-loss-mse = The loss is half the squared distance between output and target (2.8): { SHORT($loss) }.
inside-says-loss-cross_entropy = Softmax turns the last values into probabilities. The loss is −log of the probability of the right class: { SHORT($loss) }.
inside-says-output-delta-mse = The error begins: δ of the output is target minus output.
inside-says-output-delta-cross_entropy = The error begins: for softmax with cross-entropy δ is target minus probability.

inside-says-through-conv = Each δ comes through the convolution behind it: the kernel, turned by 180°, slides over its δ maps and beyond their edges, summed over all of them.
inside-says-through-depthwise_conv = Each δ comes through the convolution behind it: the kernel of the map, turned by 180°, slides over the map's δ and beyond its edges.
inside-says-through-dense = Each δ is the sum, over all neurons behind it, of their δ times the weight between them (2.13).
inside-says-through-activation = δ is multiplied by f′ at the net input (2.13): where f is flat, little of the error gets through.
inside-says-through-max_pool = δ is copied to the neuron that was the maximum of its window; the others get 0.
inside-says-through-average_pool = δ is shared out evenly over its window.
inside-says-through-global_average_pool = δ of a map is shared out evenly over all of its pixels.
inside-says-through-dropout = δ goes back only through the values that were let through.
inside-says-through-batch_norm = δ goes back through the normalisation, whose mean and variance depend on every value of the map.
inside-says-through-power_norm = δ goes back through the normalisation of each pixel.
inside-says-through-add = δ goes both ways unchanged: through the block and around it.
inside-says-through-concat = Each layer gets the δ of its own maps.
inside-says-through-several = Several layers read this one: what comes back from them is added.
inside-says-gradient-conv = The kernel's gradient: the input, window by window, times δ, summed over all positions. Nothing is turned.
inside-says-gradient-depthwise_conv = The gradient of each kernel: its map, window by window, times δ, summed over all positions.
inside-says-gradient-dense = The gradient of each weight: what came in times δ behind it, with a minus (2.12).
inside-says-gradient-batch_norm = The gradients of γ and β: sums over the whole map.
inside-says-update = Every weight moves against its gradient, as the optimiser has it (α = { SHORT($rate) }). The loss of this picture goes from { SHORT($before) } to { SHORT($after) }.
inside-says-update-impossible = Every weight would move against its gradient (α = { SHORT($rate) }), but not all of the new weights are finite.

## Enlarged

inside-enlarged-hint = Arrow keys move from number to number, Page Up and Page Down from map to map, + and − zoom, Escape closes. Two fingers zoom, too.
inside-enlarged-surface = { $cell }, { $height } rows and { $width } columns
inside-enlarged-value = Row { $row }, column { $column }: { $value }
inside-number = { SHORT($value) }
inside-enlarged-earlier = Earlier map
inside-enlarged-next = Next map
inside-zoom-in = Zoom in
inside-zoom-out = Zoom out
inside-close = Close

## Panels below the strip: where

inside-place-layer = Layer
inside-place-map = Map
inside-place-row = Row
inside-place-column = Column
inside-place-filter = Filter
inside-place-channel = Input map
inside-place-way = Way
inside-place-forward = Forward: the output
inside-place-backward = Back: δ
inside-map-of = { $layer }, map { $number }
inside-part = Of this map you see rows { $top } to { $bottom } and columns { $left } to { $right }. Select a neuron elsewhere in it to see that part.

## A neuron's sum

inside-neuron-title = A neuron's sum
inside-neuron-hint = Select any number in a map above, or choose it here: the window that the neuron saw, the weights that lie on it, and their sum. Point at a number to find it again in the formula.
inside-neuron-hint-back = The δ of the same neuron: what comes back from every neuron that it reaches, times the weight between them, and all of it times f′.
inside-neuron-frozen = This layer is frozen: it does not learn, so no δ is computed for it.
inside-neuron-bias = The first number is the bias, { SHORT($value) }.
inside-neuron-whole = This value depends on all values of its layer at once: { SHORT($value) }.
inside-neuron-back-norm = Batch normalisation is next. A bar is the mean over the map, x̂ the normalised value: the part that all values of the map share is subtracted, and so is its part of the error.
inside-neuron-back-whole = The next layer depends on all values of this one at once, and so does this δ: { SHORT($value) }.
inside-neuron-derivative = f′(net) = { SHORT($derivative) } stands as a factor of its own: it belongs into δ, not into the update of the weights. The sum alone is { SHORT($sum) }.
inside-neuron-derivative-zero = f′(net) = 0: here the function is flat. The sum is { SHORT($sum) }, and nothing of it gets through.
inside-neuron-no-derivative = No activation follows, so there is no f′ here. The sum is δ: { SHORT($sum) }.
inside-neuron-smaller =
    { $count ->
        [one] ({ $count } smaller term)
       *[other] ({ $count } smaller terms)
    }
inside-neuron-others =
    { $count ->
        [one] (from { $count } other map)
       *[other] (from { $count } other maps)
    }
inside-neuron-values = Window
inside-neuron-weights = Weights
inside-neuron-turned = Weights, turned by 180°
inside-neuron-factors = Factors
inside-neuron-products = Products
inside-neuron-deltas = δ behind it
inside-neuron-maps = What each map adds to the sum. Choose one to see its terms:
inside-neuron-map-adds = Map { $number }: { $value }

## Backward through a convolution

inside-turned-title = Back through a convolution: the turned kernel
inside-no-turned = No convolution of this network lets an error through to a layer in front of it. The small network for explaining has one.
inside-turned-hint = How does a neuron in front of a convolution get its δ? From every neuron that saw it, times the weight with which it was seen. That is the kernel turned by 180°, sliding over the δ map, beyond its edges (figures 2.9 to 2.11).
inside-turned-position = Neuron in front of the convolution
inside-turned-deltas = δ map, with the zeros around it
inside-turned-kernel = Kernel, turned by 180°
inside-turned-filters =
    { $count ->
        [one] ({ $count } filter)
       *[other] (summed over { $count } filters)
    }
inside-turned-plain = This is δ of what the convolution read. If an activation made that, its f′ comes in one layer further back.
inside-shared-title = Why summed: weights are shared (figure 2.8)
inside-shared-hint = A small patch of the map, and the neurons that see it. Equal colours are the same weight. Choose a weight to see all of its connections.
inside-shared-picture = { $pixels } pixels on the left, { $neurons } neurons on the right, and a line for each weight between them
inside-shared-x = x = { $value }
inside-shared-delta = δ = { $value }
inside-shared-weights = Weights of the kernel
inside-shared-weight = Weight in row { $row }, column { $column }: { $value }
inside-shared-sum = The weight in row { $row }, column { $column } connects { $count } pairs in this patch. Its share of the gradient is the sum of their products x · δ, with a minus: −({ $value }).

## Through max-pooling

inside-pool-title = Through max-pooling: the crown
inside-no-pool = This network has no max-pooling.
inside-pool-hint = Of each window of { $size }×{ $size } only the maximum went on; it wears the crown ♛. On the way back δ is not computed but moved: to the crown. The others get 0.
inside-pool-values = Values before pooling
inside-pool-maxima = Maximum of each window
inside-pool-deltas = δ of the maxima
inside-pool-moved = δ before pooling, moved to the crowns
inside-pool-ties = Of equal values the first one wins, row by row: only one neuron of each window gets δ. Where an activation stands in front, f′ is a factor of its own, one layer further on.

## A kernel's gradient

inside-kernel-title = A kernel's gradient, and who is right about it
inside-no-convolution = This network has no convolution that learns.
inside-kernel-hint = The kernel slides over its input as it did forward. At each position the window is multiplied by the δ of the neuron there, and everything is added up. Nothing is turned.
inside-kernel-position = Position of the window
inside-kernel-at = row { $row }, column { $column }
inside-kernel-input = Input
inside-kernel-delta = δ map of the filter
inside-kernel-window = Window
inside-kernel-delta-here = δ here
inside-kernel-so-far = Sum so far
inside-kernel-complete = All positions are in the sum: it is −∂E/∂w. The tables below show ∂E/∂w, with the other sign.
inside-kernel-incomplete = The sum up to row { $row }, column { $column }. Play, or move the slider to the end.
inside-kernel-recipes = Three recipes that circulate, and a judge
inside-kernel-recipes-hint = ∂E/∂w of the same weights. The judge knows nothing of backpropagation: it changes one weight a little and looks how much the loss changes.
inside-kernel-numerical = Finite differences
inside-kernel-judge = The judge
inside-kernel-bends = The judge. Where it has no number, the loss has a bend: another maximum would win, and there is no derivative to compare with.
inside-kernel-neither = Turn neither
inside-kernel-input_turned = Turn the input
inside-kernel-delta_turned = Turn δ
inside-kernel-agrees = agrees
inside-kernel-differs = differs
inside-kernel-mean = Mean { $value }
inside-kernel-verdict-one = Only “turn neither” agrees, entry by entry. The turn belongs to δ of the layer in front, where it says which weight leads back from which neuron. In the gradient, weight and window keep the places that they had forward. Means alone may come near each other, so they prove nothing.
inside-kernel-verdict-several = “Turn neither” agrees. So does another recipe, because here a turned map looks like the unturned one; with another kernel or picture it does not.
inside-kernel-verdict-dead = No error reaches this kernel: all derivatives are 0, and all recipes say so. Choose another filter.
inside-kernel-verdict-none = None agrees with finite differences. Here the loss bends too close to these weights for differences to judge.
inside-kernel-tolerance = To agree means to differ by no more than { SHORT($value) }, two hundredths of the layer’s largest derivative: near a bend, finite differences are no better.
inside-kernel-all = Judge every kernel
inside-kernel-all-running = Judging: { $count } of { $all } …
inside-kernel-all-found = Of { $count } kernels exactly one recipe agrees for { $only }: turn neither. For { $several } another agrees as well, where no error arrives or turning changes nothing; for { $none } finite differences cannot judge.

## The update

inside-update-title = The update: before, gradient, after
inside-no-weights = No weights of this network learn.
inside-update-hint = A step goes against the gradient: w ← w − α ∇E (figure 2.7). The curve shows the loss of this picture along that line, for every step size α.
inside-update-scope = What moves
inside-update-weight = One weight
inside-update-layer = One layer
inside-update-network = The whole network
inside-update-number = Weight
inside-update-before = Before
inside-update-gradient = Gradient ∂E/∂w
inside-update-update = Step of the optimiser
inside-update-after = After
inside-update-pairs =
    { $count ->
        [one] One product: this weight connects one pair of neurons.
       *[other] { $count } products: this weight is shared by that many pairs of neurons, and its gradient is the sum over all of them (figure 2.8).
    }
inside-update-bias =
    { $count ->
        [one] This is a bias: the input of its neuron is always 1.
       *[other] This is a bias: its input is always 1, in each of the { $count } neurons that share it.
    }
inside-update-length = length { $value }
inside-update-curve = Loss along the negative gradient
inside-update-curve-says = Without a step the loss is { $loss }. Along this line it is smallest, { $least }, at α = { $best }.
inside-update-curve-step = The dashed line is the loss after the optimiser's own step, which need not lie on this line.
inside-update-curve-label = Loss for step sizes from 0 to { $most }: it begins at { $first } and ends at { $last }. At the chosen α = { $alpha } it is { $here }.
inside-update-alpha = Step size α
inside-update-with = With α = { $alpha } the loss would be { $loss }.
inside-update-apply = Apply the optimiser's step (α = { $rate })
inside-update-would = The optimiser's step would take the loss of this picture from { SHORT($before) } to { SHORT($after) }.
inside-update-did = The step was applied: the loss of this picture went from { SHORT($before) } to { SHORT($now) }.

## The guided walk

inside-walk = Guided walk
inside-walk-link = Guided walk in ten pages: what is a δ?
inside-walk-page = Page { $number } of { $count }
inside-walk-close = Close
inside-walk-back = Earlier page
inside-walk-next = Next page
inside-walk-task = Try it:
inside-walk-done = Done ✓
inside-walk-numbers-title = A picture is numbers
inside-walk-numbers-text = The network sees no face and no cup. It gets a grid of numbers between −1 (black) and 1 (white). Everything that follows is made of these numbers, by adding and multiplying.
inside-walk-numbers-task = Go one stage on, with → or the button beside Play: the first convolution makes maps of the picture.
inside-walk-sum-title = A neuron is a sum
inside-walk-sum-text = A number in a map is one neuron. It looks through a small window, multiplies each number there by a weight, and adds up: that is its net input (2.9). All neurons of a map share the same weights, the kernel.
inside-walk-sum-task = In “A neuron's sum”, choose another row or column. The window moves, the weights stay.
inside-walk-activation-title = Then a function bends it
inside-walk-activation-text = The net input goes through an activation function f (2.10). Without it, layer upon layer would still be one big sum. Where f is flat, small changes of the input hardly change the output; remember that for the way back.
inside-walk-activation-task = In the same panel, choose the layer “Activation 1” and compare the number with the one before.
inside-walk-pooling-title = The strongest goes on
inside-walk-pooling-text = Max-pooling keeps the largest number of each window and forgets the others. The map becomes smaller, and where exactly something was matters less. On the way back, δ goes to that number alone.
inside-walk-pooling-task = Open “Through max-pooling” and find the crowns.
inside-walk-loss-title = How wrong is it?
inside-walk-loss-text = At the end stands an answer, and beside it the target: what the answer should be. The loss is a single number that says how far apart they are (2.8).
inside-walk-loss-task = Go on to the stage “Loss”.
inside-walk-delta-title = What is a δ?
inside-walk-delta-text = δ of a neuron says how much the loss would fall if its net input grew a little: δ = −∂E/∂net. Positive: more would help. Negative: less would help. Zero: it makes no difference. For the last neuron it begins with target minus output.
inside-walk-delta-task = Change “This picture should be”. The target changes its side, and so do the colours of δ.
inside-walk-back-title = δ goes back
inside-walk-back-text = A neuron in the middle has no target of its own. Its δ comes from the neurons that it reaches: their δ, times the weight between them, summed, and times f′ (2.13). Where f is flat, f′ is nearly 0, and hardly any error passes.
inside-walk-back-task = In “A neuron's sum”, choose the way “Back: δ” for a convolution.
inside-walk-turned-title = Why the kernel is turned
inside-walk-turned-text = Forward, the top left weight of the kernel multiplies the pixel at the top left of the window. Seen from that pixel, the neuron lies to the bottom right. So it is with all of its neurons: they lie mirrored around the pixel, and the kernel lies on the δ map turned by 180°.
inside-walk-turned-task = Open “Back through a convolution”, and play: the turned kernel slides, also beyond the edges.
inside-walk-gradient-title = How a kernel learns
inside-walk-gradient-text = Each weight of a kernel is used at every position of the map. So its gradient is a sum over all positions: what the weight saw there, times the δ of the neuron there. Here nothing is turned, because window and weight lie as they did forward.
inside-walk-gradient-task = Open “A kernel's gradient”, play the sum, and see which of three recipes agrees with the judge.
inside-walk-step-title = One step
inside-walk-step-text = Every weight moves a little against its gradient, by the step size α. If α is too small, it takes forever. If it is too large, the step jumps over the valley, and the loss grows.
inside-walk-step-task = In “The update”, move α and watch the loss; then apply the step of the optimiser. That was backpropagation: training repeats it for many pictures.

## A training, replayed

inside-replay = Training replayed
inside-replay-about = How the network came to be. Go through the epochs of its training: the strip above shows the same picture with the weights of that epoch.
inside-replay-none = Train a network, and here you can go through its training again, from the initial weights to the last epoch: how its kernels and maps grew, and how the loss of this picture fell.
inside-replay-training = The training is not over. When it has ended, it can be replayed here.
inside-replay-other = Choose “Your network, as it is now” above to go through its training again.
inside-replay-earlier = Weights of earlier epochs are kept in memory, of the last training of this visit alone. Train again to see a training replayed.
inside-replay-tuned = The stem was fine-tuned, and during fine-tuning no weights of earlier epochs are kept.
inside-replay-large = This network is too large for weights of earlier epochs to be kept in memory.
inside-replay-epoch = Epoch
inside-replay-play = Play the training
inside-replay-pause = Pause the training
inside-replay-initial = Before training, initial weights
inside-replay-place = Epoch { $epoch } of { $epochs }
inside-replay-itself = The network as it is now
inside-replay-itself-epoch = The network as it is now, with the weights of epoch { $epoch }
inside-replay-loss = { $place }. Loss of this picture as “{ $class }”: { SHORT($loss) }
inside-replay-live = { $place }. Freeze the picture to see its loss by epoch.
inside-replay-curve = Loss of this picture as “{ $class }” by epoch: { SHORT($first) } with the initial weights, { SHORT($last) } with the network as it is now; least after epoch { $epoch }, { SHORT($least) }.
inside-replay-curve-finding = Loss of this picture by epoch: not computed yet.
inside-replay-kept =
    { $count ->
        [one] { $count } snapshot
       *[other] { $count } snapshots
    } of { $epochs } epochs, { $bytes } of at most { $limit }, of the training with the seed { $seed }. They are kept in memory only, until the next training or until the page is closed.
