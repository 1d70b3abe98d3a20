### The sheet in which a trained network becomes a file for other programs; see page.ftl.

elsewhere-title = Use it elsewhere
elsewhere-done = Done
elsewhere-about = The trained network as a file, made in this tab; nothing is uploaded.
elsewhere-about-unknown = Only the project file can answer “None of these”.
elsewhere-about-pictures = All other files include a few of your pictures, so that a copy can be checked.
elsewhere-save = Save
elsewhere-making = Creating the file …
elsewhere-saved = “{ $file }” ({ $size }) is in your downloads.
elsewhere-checked =
    { $count ->
        [one] Checked with { $count } picture: it answers as the network here does.
       *[other] Checked with { $count } pictures: it answers as the network here does.
    }
elsewhere-holds =
    { $count ->
        [one] It contains { $count } picture with its answer, for checking a copy.
       *[other] It contains { $count } pictures with their answers, for checking a copy.
    }
elsewhere-needs = It needs { $flash } of flash and { $ram } of RAM.
# pictures: those that were kept out of training, those that it learned from, or all sorts of them.
elsewhere-cost =
    { $pictures ->
        [validation] { $after } of { $count } { $count ->
            [one] validation picture
           *[other] validation pictures
        } correct (float32: { $before }).
        [training] { $after } of { $count } { $count ->
            [one] training picture
           *[other] training pictures
        } correct (float32: { $before }).
       *[other] { $after } of { $count } { $count ->
            [one] picture of this project
           *[other] pictures of this project
        } correct (float32: { $before }).
    }
elsewhere-cost-much = Rounding loses more than 1% of them: where that matters, save the C header with float32 weights.
elsewhere-cost-same = It gives the same answer as float32 to { $same } of { $count } pictures.
elsewhere-failed = { $format } could not be created. { $reason }
# The size of the network's pictures; 224 pixels on a side become those that are named without loss.
elsewhere-size = TensorFlow.js models cannot take pictures of { $size }×{ $size } pixels. Sizes that work are 32, 48, 64, 96, 112 and 128 pixels.
# kind: what is wrong; place: the layer, or the test picture.
elsewhere-reason =
    { $kind ->
        [unsupported] This format has nothing that does what “{ $place }” does.
        [unknown_operator] This format has nothing that does what “{ $place }” does.
        [not_finite] Some of its weights are infinite or not numbers: train the network again.
        [other_answer] The file would not answer as the network here does.
       *[other] This network does not fit the format.
    }
elsewhere-gave-up = { $format } could not be created; the browser stopped it every time. Close other tabs, then try again.

## Each format: its name, and what it is for

elsewhere-project = Project file
elsewhere-project-for = For Tab Trainer on another device: all pictures, the network and the settings.
elsewhere-page = Offline page
elsewhere-page-for = One HTML file that opens with a double click, works with the camera and with image files, and answers without a connection.
# stem: the pretrained part that the network begins with; a larger one than “small”.
elsewhere-page-size =
    { $stem ->
        [base] The file will have about 1 MB; trained with the stem “Small”, about 0.6 MB.
       *[other] The file will have several megabytes; trained with the stem “Small”, about 0.6 MB.
    }
elsewhere-onnx = ONNX
elsewhere-onnx-for = For programs and apps that run networks: ONNX Runtime, OpenCV, phones, game engines.
elsewhere-safetensors = Safetensors
elsewhere-safetensors-for = For Python and Rust: all weights by name, as PyTorch, Keras and JAX load them.
elsewhere-tfjs = TensorFlow.js
elsewhere-tfjs-for = For web pages: ml5.js, p5.js and anything that loads Teachable Machine models. Unpack the ZIP archive first.
elsewhere-c = C header
elsewhere-c-for = For microcontrollers such as ESP32 and Arduino: one file, with full-precision (float32) weights.
elsewhere-c-int8 = C header, int8
elsewhere-c-int8-for = The same in a quarter of the flash memory: weights are rounded to whole numbers, which can cost accuracy.

elsewhere-code = Code to paste
elsewhere-copy = Copy
elsewhere-copy-code = Copy { $language }
elsewhere-copied = Copied.
elsewhere-copy-self = The browser does not let the page copy. The lines are selected: press Ctrl+C or ⌘C.
elsewhere-python = Python
elsewhere-javascript = JavaScript
elsewhere-rust = Rust
