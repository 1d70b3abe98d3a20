### The sheet in which a trained network becomes a file for other programs; see page.ftl.

elsewhere-title = Use it elsewhere
elsewhere-done = Done
elsewhere-about = The trained network as a file. It is made in this tab, and nothing is uploaded.
elsewhere-save = Save
elsewhere-making = It is being made …
elsewhere-saved = “{ $file }” ({ $size }) is in your downloads.
elsewhere-checked =
    { $count ->
        [one] Checked with { $count } picture: it answers as the network here does.
       *[other] Checked with { $count } pictures: it answers as the network here does.
    }
elsewhere-holds =
    { $count ->
        [one] { $count } picture and its answer are in it, to check a copy with.
       *[other] { $count } pictures and their answers are in it, to check a copy with.
    }
elsewhere-failed = { $format } could not be made: { $reason }
elsewhere-gave-up = { $format } could not be made: the browser ended it each time. Close other tabs, then try again.

## Each format: its name, and what it is for

elsewhere-project = Project file
elsewhere-project-for = For Tab Trainer on another device.
elsewhere-onnx = ONNX
elsewhere-onnx-for = For programs and apps that run networks: ONNX Runtime, OpenCV, phones, game engines.
elsewhere-safetensors = Safetensors
elsewhere-safetensors-for = For Python and Rust: all weights by name, as PyTorch, Keras and JAX load them.

elsewhere-note-project = Your pictures are in it, with the network and the settings.
elsewhere-note-unknown = It does not know “None of these”.
elsewhere-note-pictures = A few of your pictures are in it, to check copies with.

elsewhere-code = Code to paste
elsewhere-copy = Copy
elsewhere-copy-code = Copy { $language }
elsewhere-copied = Copied.
elsewhere-copy-self = The browser does not let the page copy. The lines are selected: copy them yourself.
elsewhere-python = Python
elsewhere-javascript = JavaScript
elsewhere-rust = Rust
