# The Lab: the questions of the article's readers as live experiments.
#
# $alpha is the step size α, $error an error or how far something is off, $steps a number of steps.

lab-intro = Readers of the article that this page grew out of asked eight questions, and got no answer. Here each is an experiment: move a slider, and see what comes of it. The engine is the one that trains on your pictures.
lab-all = All questions
lab-next = Next: { $title }
lab-onwards = Other questions
lab-why = Why
lab-formula = Formula
lab-waiting = The first result is being computed …
lab-failed = The experiment could not be run: { $reason }. Another move of a slider tries again.
lab-presets = Try
lab-more = More
lab-no-curves = The curves could not be loaded; the numbers are right without them.

## Settings

lab-setting-learning_rate = Step size α
lab-setting-steps = Steps
lab-setting-method = How the weights move
lab-setting-picture = Picture, pixels
lab-setting-kernel = Kernel
lab-setting-seed = Random numbers
lab-setting-weight = Weight that is explained
lab-setting-pooling = Pooling window
lab-setting-pairs = Pairs of kernels
lab-setting-pair = Pair that is shown
lab-setting-line_step = Step in one dimension
lab-setting-arrangement = Where the pooling stands
lab-setting-epochs = Epochs
lab-setting-pictures = Pictures
lab-setting-function = Activation
lab-setting-norm = Between convolution and activation
lab-setting-bound = Weights of the neuron
lab-setting-remedy = Remedy
lab-setting-step = Step size
lab-setting-way = The errors of all places

lab-choice-gradient_descent = Gradient descent
lab-choice-line_search = Exact line search
lab-choice-adam = Adam
lab-choice-lbfgs = L-BFGS
lab-choice-max_behind = Maximum, behind the convolution
lab-choice-average_behind = Average, behind it
lab-choice-max_in_front = Maximum, in front of it
lab-choice-relu = ReLU
lab-choice-leaky_relu = Leaky ReLU
lab-choice-none = Nothing
lab-choice-batch = Batch normalisation
lab-choice-unshifted = The same with β held at 0
lab-choice-fan_in = Weights scaled by fan-in
lab-choice-batch_norm = Batch norm before tanh
lab-choice-global_average_pool = Global average pooling
lab-choice-sum = Added up
lab-choice-mean = Mean taken

lab-square = { $side }×{ $side }
lab-no-pooling = none
lab-row-column = row { $row }, column { $column }

## Drawings

lab-surface = Error surface
lab-way = The way of the weights, from the square to the ring; arcs keep its steps apart
lab-levels = E, from { $least } to { $most }
lab-error-by-step = Error after each step
lab-error-from-to = Of { $steps } steps: { PRECISE($first) } in the beginning, { PRECISE($last) } in the end.
lab-error = E
lab-loss = Loss
lab-steps = Step
lab-epochs = Epoch
lab-below = below 0
lab-above = above 0
lab-agrees = agrees
lab-off = { FINE_PERCENT($error) } off

## 1 How a kernel is updated

lab-kernel-gradient-title = How a kernel is updated
lab-kernel-gradient-question = “Every article shows δ for the layer below. But how are the kernels of the first layer updated?”
lab-kernel-gradient-answer = Turn neither: only then does every entry agree with the numerical gradient. With the input turned the kernel’s gradient is { FINE_PERCENT($input) } off, with δ turned { FINE_PERCENT($delta) }.
lab-kernel-gradient-why = A weight of the kernel meets another pixel in every place where the kernel stands, so its gradient is a sum over all places: the window of the picture that it has seen, times δ of these places, as both are. The kernel is turned by 180° when δ goes down to the layer below, where a pixel looks for the neurons that used it; its own gradient turns nothing.
lab-kernel-gradient-see = What to see: whatever picture, kernel and random numbers, exactly one of the three recipes agrees, in every entry. (Here δ = t − y, the article’s sign, since the neurons are linear.)
lab-kernel-gradient-input = Input x
lab-kernel-gradient-delta = δ map
lab-kernel-gradient-numerical = Numerical gradient, the judge
lab-kernel-gradient-backpropagation = What the engine computes
lab-kernel-gradient-lit = the weight that is explained, and the pixels that it meets

# Of recipes: what is turned.
lab-kernel-gradient-input-recipe = Turn the input
lab-kernel-gradient-delta-recipe = Turn δ
lab-kernel-gradient-neither-recipe = Turn neither

## 2 Step size

lab-step-size-title = Step size
lab-step-size-question = “Three inputs 1, 2, 3, weights 3, 2, 1, a linear neuron, target 0, α = 0.25: it flies to infinity. Why? And why not one step with α = 1?”
lab-step-size-diverges = Diverges: each step multiplies the error by { PRECISE($factor) }, because α = { PRECISE($alpha) } is { PRECISE($ratio) } times 2/λmax = { PRECISE($limit) }.
lab-step-size-once = One step lands in the minimum: α = { PRECISE($alpha) } is 1/λmax.
lab-step-size-arrives = Arrives after { $arrival } steps: α = { PRECISE($alpha) } lies below 2/λmax = { PRECISE($limit) }, so each step multiplies the error by { PRECISE($factor) }.
lab-step-size-shrinks = On its way: α = { PRECISE($alpha) } lies below 2/λmax = { PRECISE($limit) }; each step multiplies the error by { PRECISE($factor) }, and after { $steps ->
    [one] one step
   *[other] { $steps } steps
  } { PRECISE($error) } is left.
lab-step-size-circles = Jumps from side to side for ever: α = 2/λmax = { PRECISE($limit) }, so each step multiplies w·x by −1.
lab-step-size-line_search = The exact line search lands with its first step: it measures the curvature along the gradient, and with it finds 1/λmax.
lab-step-size-adam = { $outcome ->
    [arrives] Adam arrives after { $arrival } steps.
   *[other] After { $steps } steps of Adam { PRECISE($error) } is left.
  } It divides by the size of the gradients that it has seen, so it cannot fly off; instead it overshoots, and circles until it comes to rest.
lab-step-size-lbfgs = { $outcome ->
    [arrives] L-BFGS arrives after { $arrival } steps
   *[other] After the first step of L-BFGS { PRECISE($error) } is left
  }: it tries a short one, learns the curvature from how the gradient has changed on the way, and lands with the next. It needs no α.
lab-step-size-why = E is a parabola over w·x, and ‖x‖² = 1 + 4 + 9 = 14 is its curvature, the only one there is: λmax. A step multiplies w·x by 1 − 14α. The error shrinks while that lies between −1 and 1, that is for α < 2/14, and vanishes in one step for α = 1/14. α = 0.25 gives −2.5, and α = 1 gives −13.
lab-step-size-see = What to see: below 1/14 the weights walk down one side of the valley, up to 2/14 they jump from side to side and come nearer, beyond they climb out of it. The surface is drawn over the plane in which all ways lie: x points upwards, and to the right nothing changes.
lab-step-size-surface = A valley with its bottom at height 0. The weights begin at height { PRECISE($first) }, are at { PRECISE($second) } after the first step, and at { PRECISE($last) } in the end.
lab-step-size-right = across the valley’s slope, where E stays the same
lab-step-size-up = along x: w·x / ‖x‖

## 3 Recovering a kernel

lab-kernel-recovery-title = Recovering a kernel
lab-kernel-recovery-question = “I teach a kernel to do what a known kernel does. Without subsampling it works, with 2×2 slowly, with 4×4 never. Why?”
lab-kernel-recovery-without = { $recovered } of { $count } kernels are recovered. Without pooling every place of the map is told its error: { $outputs } equations for nine weights, and one minimum.
lab-kernel-recovery-max_behind = { $recovered } of { $count } kernels are recovered. Behind max-pooling only the largest value of each window is told its error, and as long as the kernel is wrong that is often another one than the teacher’s.
lab-kernel-recovery-average_behind = { $recovered } of { $count } kernels are recovered. Average pooling tells every place of the window, so there is one minimum; to come near it is a matter of patience.
lab-kernel-recovery-max_in_front = { $recovered } of { $count } kernels are recovered. Behind the pooling the convolution gets its whole δ: { $outputs } equations, and one minimum; to come near it is a matter of patience.
lab-kernel-recovery-why = Max-pooling routes δ to the winner of each window, and the others get 0. That makes local minima, and even an error of 0 does not mean that the kernel was found: in one dimension, the teacher’s kernel 1, 1, 1 makes 18 of the picture 10, 3, 5, −4. A kernel that begins as 0, 3, 0 has its maximum in the right-hand window, so only that one learns, until it makes 18, too.
lab-kernel-recovery-see = What to see: without pooling all curves fall to 0; the larger the max-pooling window, the more of them stay where they are. Average pooling, or the pooling in front of the convolution, lets them fall again, slowly.
lab-kernel-recovery-distance = Distance to the teacher’s kernel, relative to its length
lab-kernel-recovery-curves = { $recovered } of { $count } curves fall to nearly 0.
lab-kernel-recovery-recovered = recovered
lab-kernel-recovery-astray = not (yet) recovered
lab-kernel-recovery-kernels = Pair { $pair }
lab-kernel-recovery-wanted = Teacher’s kernel
lab-kernel-recovery-found = Student’s, in the end
lab-kernel-recovery-error = E = { SHORT($error) }
lab-kernel-recovery-line = In one dimension
lab-kernel-recovery-image = Picture
lab-kernel-recovery-student = Kernel
lab-kernel-recovery-windows = Both windows
lab-kernel-recovery-lit = the winner of the pooling, and what it sees

## 4 Dead ReLUs

lab-dead-relu-title = Dead ReLUs
lab-dead-relu-question = “With ReLU, kernels fly to where the derivative is 0, and never learn again. He’s initialisation does not help much. Why?”
lab-dead-relu-many = { $count } of { $filters } filters of the second convolution are dead: steps of α = { PRECISE($alpha) } have thrown them to where they are negative for every picture. { PERCENT($accuracy) } of unseen pictures are told apart.
lab-dead-relu-some = { $count ->
    [one] One
   *[other] { $count }
  } of { $filters } filters of the second convolution { $count ->
    [one] is
   *[other] are
  } dead; the others learn. { PERCENT($accuracy) } of unseen pictures are told apart.
lab-dead-relu-none = No filter of the second convolution is dead. { PERCENT($accuracy) } of unseen pictures are told apart.
lab-dead-relu-why = He’s initialisation says where weights begin, not where a step throws them. A filter that is negative for every picture has the derivative 0 for every picture: no gradient reaches it, and it cannot come back by itself; now and then one does, when the layer in front of it moves. A smaller step does not throw that far, and leaky ReLU lets a hundredth through. Batch normalisation does not help against steps this large: they throw its own shift β below everything that is normalised; with β held at 0 nothing dies.
lab-dead-relu-see = What to see: filters die in the first epoch, and hardly one comes back. With α = 0.05, leaky ReLU, or β held at 0, the curve stays at 0.
lab-dead-relu-dead = Fraction of dead filters
lab-dead-relu-layer = convolution { $number }, { $filters } filters
lab-dead-relu-loss = Loss
lab-dead-relu-curves = After { $epochs } epochs { PERCENT($first) } of the filters of the first convolution are dead, and { PERCENT($second) } of the second.

## 5 Size of δ

lab-delta-size-title = Size of δ
lab-delta-size-question = “One neuron for each kernel looks at a huge map, and hardly any error reaches the kernels. Why?”
lab-delta-size-many = For { PERCENT($saturated) } of { $count } pictures tanh is flat, and the kernels hear next to nothing of the error: the neuron adds up { $inputs } values, far too many for weights this large.
lab-delta-size-few = For { PERCENT($saturated) } of { $count } pictures tanh is flat; of the others the error gets through. Of an error of 1 the kernels of the median picture get { SHORT($median) } of their own size.
lab-delta-size-why = The neuron’s net input is a sum over the whole map. Where it is large tanh is flat, f′ is nearly 0, and so is δ, in the neuron and in all that lies below it; the few pictures in between pull far too hard. Weights that are the smaller the more of them there are (fan-in), batch normalisation in front of tanh, or a mean in place of the sum keep the net input where tanh is steep.
lab-delta-size-see = What to see: with large pictures and weights most crosses lie at the flat ends. A smaller picture, smaller weights, or any of the remedies moves them to the slope, and lifts the curve.
lab-delta-size-nets = What the neuron’s tanh is given
lab-delta-size-drawn = The curve of tanh with { $count } pictures on it; { PERCENT($saturated) } lie where it is flat.
lab-delta-size-right = net input
lab-delta-size-up = output, tanh
lab-delta-size-steep = steep: the picture’s error gets through
lab-delta-size-flat = flat, f′ below 0.05
lab-delta-size-ratios = What of an error of 1 reaches the kernels
lab-delta-size-ratio = gradient / weights
lab-delta-size-sorted = Pictures, sorted
lab-delta-size-curves = From { SHORT($least) } to { SHORT($most) }; the median is { SHORT($median) }.

## 6 Picture size

lab-image-size-title = Picture size
lab-image-size-question = “The gradient depends on the size of the picture. How do I get rid of that?”
lab-image-size-diverges = Diverges: at { $picture }×{ $picture } the first gradient has the norm { PRECISE($gradient) }, and α = { PRECISE($alpha) } is { PRECISE($ratio) } times what the curvature allows.
lab-image-size-sum = Learns: at { $picture }×{ $picture } the first gradient has the norm { PRECISE($gradient) }, which α = { PRECISE($alpha) } just bears. After { $steps } steps { FINE_PERCENT($left) } of the distance is left.
lab-image-size-mean = Learns at every size: the mean’s first gradient has the norm { PRECISE($gradient) }, and one α suits all. After { $steps } steps { FINE_PERCENT($left) } of the distance is left.
lab-image-size-global_average_pool = The gradient is the same at every size, { PRECISE($gradient) }; but one number a picture tells the kernel its sum, and no more: { FINE_PERCENT($left) } of the distance is left.
lab-image-size-adam = Learns at every size: Adam’s steps do not depend on the gradient’s size, which is { PRECISE($gradient) }. After { $steps } steps { FINE_PERCENT($left) } of the distance is left.
lab-image-size-why = A kernel’s gradient is a sum over all places of its map. Four times as many pixels make it four times as large, and the curvature grows alike, so that a step that suits 8×8 diverges from 16×16 on. A mean in place of the sum divides by the number of places; Adam divides by the size of the gradient itself.
lab-image-size-see = What to see: the gradient of the sum grows with the number of pixels, the others stay. With the sum, only the smallest picture bears the step size that was made for it.
lab-image-size-times = { PRECISE($factor) } × what suits 8×8
lab-image-size-norms = Norm of the first gradient
lab-image-size-side = Pixels a side; the line: chosen
lab-image-size-sizes = At { $picture }×{ $picture } the norm is { PRECISE($gradient) }.
lab-image-size-left = Distance to the kernel that is to be learned, relative to the first
lab-image-size-distance = distance
lab-image-size-curves = After { $steps } steps it is { PRECISE($last) }.

## 7 The missing derivative

lab-missing-derivative-title = The missing derivative
lab-missing-derivative-question = “I left the derivatives out of δ, and it trains all the same, only worse. How do I know that my mathematics is right?”
lab-missing-derivative-worse = After { $steps } steps with α = { PRECISE($alpha) } formula 2.13 has brought the error to { PRECISE($correct) }, the animation to { PRECISE($animation) }. The animation’s update differs from the numerical gradient by { FINE_PERCENT($off) }, that of 2.13 by { FINE_PERCENT($rounding) }.
lab-missing-derivative-alike = Here both end much alike: after { $steps } steps with α = { PRECISE($alpha) } formula 2.13 has brought the error to { PRECISE($correct) }, the animation to { PRECISE($animation) }. And yet the animation’s update differs from the numerical gradient by { FINE_PERCENT($off) }, that of 2.13 by { FINE_PERCENT($rounding) }.
lab-missing-derivative-why = An animation of the article multiplies f′ into the update of a neuron’s own weights, and leaves it out of the δ that it hands down. Since f′ is never negative, what is wrong still points downhill more often than not, so something is learned, but it is not the gradient: with larger steps the weights fly off. Do not judge by the curve; compare with differences of the loss, as “Check the gradients” does in the trainer.
lab-missing-derivative-see = What to see: with small steps both learn; at α = 3 the animation’s weights fly off to where tanh is flat and nothing moves any more, while 2.13 mostly still arrives.
lab-missing-derivative-formula = 2.13:
lab-missing-derivative-animation = Animation:
lab-missing-derivative-surface = Error surface through both ends
lab-missing-derivative-right = towards the animation’s end
lab-missing-derivative-up = towards the end of 2.13
lab-missing-derivative-drawn = In the end the error is { PRECISE($correct) } by 2.13, { PRECISE($animation) } by the animation, and { PRECISE($nowhere) } without any derivative.
lab-derivative-in_delta = f′ in δ, as in 2.13
lab-derivative-in_update_only = f′ in the update only, as in the animation
lab-derivative-nowhere = no f′ at all

## 8 Two faces

lab-faces-title = Two faces
lab-faces-question = “How do I recognise two people’s faces in pictures of 224×224?”
lab-faces-answer = That is what the trainer of this page does: record some pictures of each person, in several places, and press “Train”. Each class is a person, the pictures are made smaller by themselves, and a network that has seen many photographs before needs only a few of yours.
lab-faces-train = To the trainer
