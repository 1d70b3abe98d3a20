### Everything that a person reads, in English. Guide to the syntax: https://projectfluent.org/fluent/guide/
###
### Numbers: { $count } is written with thousands separators; { PERCENT($fraction) } as "97%", as "100%" only when it is
### exactly 1, and as "0%" only when it is exactly 0; { FINE_PERCENT($fraction) } as "0.3%"; { SHORT($value) } with two
### significant digits; { MAGNITUDE($value) } as "0.012" or "4e-6".
### Ids begin with the part of the page that uses them. A test compares them with the code, and the languages with each other.

## The door: www/index.html

page-title = Tab Trainer: teach this browser tab to see
page-description =
    .content = Show your webcam a few things, train a neural network on them in seconds, and watch it name what it sees. Nothing leaves your device.
page-tagline = Show it two things, train it for a few seconds, and it tells them apart.
page-no-script = Tab Trainer trains a neural network in this page and needs JavaScript for that. Please switch JavaScript on for this page and reload it.
page-dead = Tab Trainer has not started yet.
page-dead-file = If the address begins with file://, the page was opened from a folder, and browsers run it only from a web server. In a terminal in that folder, “python3 -m http.server” starts one; the page is then at http://localhost:8000.
page-dead-reload = Otherwise the connection may be slow, or parts of an older and of a newer version have met. Wait a moment, then reload the page.
page-dead-host = If that does not help, files are missing on the server, or it sends scripts with a wrong type. Whoever looks after it should upload the whole archive again.
page-privacy = Everything happens in this tab. No picture leaves your device.

nav-views = Views
nav-train = Train
nav-inside = Inside
nav-lab = Lab
nav-lesson = Lesson
page-title-view = { $view } · Tab Trainer
view-loading = Loading …
view-unreachable = This view could not be loaded ({ $reason }). Check the connection, then open it again.

foot-title = More
foot-phone = Show on a phone
foot-install = Install
foot-install-help = Keeps this page among your apps. In Safari, press “Share”, then “Add to Home Screen”.

language-choice = Language
language-training = The language can be changed when the training has ended or was stopped.
language-recording = The language can be changed when the recording has ended.
language-loss-title = Change the language?
language-loss-text = The page begins anew for that, and what you have here cannot be stored on this device: the pictures and the trained network would be lost.
language-loss-yes = Change and lose them

newer-version = A new version is there.
newer-reload = Reload
newer-later = Later
newer-loss-title = Reload the page?
newer-loss-text = What you have here cannot be stored on this device: the pictures and the trained network would be lost. You can save them as a file first: choose your project at the top.
newer-loss-yes = Reload and lose them
newer-elsewhere =
    { $others ->
        [one] This page is open in another tab, too. Close that one, then reload.
       *[other] This page is open in { $others } other tabs, too. Close those, then reload.
    }

page-ready = Ready. First, start a camera in step 1.

## Shared

cancel = Cancel
undo = Undo
# The button's name, for whoever does not see what stands beside it; $what: a whole sentence.
undo-what = Undo: { $what }
pictures =
    { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    }

## Terms: a "?" beside each says what it means

help-button = What does “{ $term }” mean?

term-class = Class
term-class-help = One of the things that the network learns to tell apart: its pictures, and the name that it answers with.
term-recording = Recording
term-recording-help = The pictures of one press of “Record”. They look alike, so whole recordings are kept out of training to test it, where there are enough of them.
term-epoch = Epoch
term-epoch-help = One pass of training through all its pictures.
term-divergence = Divergence
term-divergence-help = The loss grows instead of falling, because the steps of training are too large and overshoot.
term-weights = Weights
term-weights-help = The numbers in the network that training changes: what it has learned is in them.
term-calibration = Calibration
term-calibration-help = Whether confidence can be believed: of all answers that the network gives with 90%, nine in ten should be correct.

term-confusion = Confusion matrix
term-confusion-help = A table that counts what the pictures of each class were taken for: a row for each class, a column for each answer. What is right stands on the diagonal, in a frame.

term-stem = Stem
term-stem-help = The first layers of a network. They have already learned from many photographs and stay as they are; they turn a picture into a few hundred numbers, its features.
term-head = Head
term-head-help = The last layer of a network, which learns to tell your classes apart by their features.

term-relu = ReLU
term-relu-help = An activation function that leaves positive values as they are and turns negative ones into 0.
term-scaled_tanh = Scaled tanh
term-scaled_tanh-help = An S-shaped activation function, stretched so that it is +1 at +1 and −1 at −1, where the targets are.
term-cross_entropy = Cross-entropy
term-cross_entropy-help = A loss that is small when the network gives the right class a high probability.
term-mse = Squared error
term-mse-help = A loss: half the squared difference between what the network says and the target.
term-adam = Adam
term-adam-help = An optimiser that adapts the size of the steps to each weight.
term-sgd = Gradient descent
term-sgd-help = The simplest optimiser: each weight moves a little in the direction in which the loss falls.
term-batch_norm = Batch normalisation
term-batch_norm-help = A layer that gives its values the same mean and spread in every batch, so that training is faster and steadier.
term-dropout = Dropout
term-dropout-help = A layer that silences randomly chosen values in each step, so that the network does not rely on single ones.
term-backpropagation = Backpropagation
term-backpropagation-help = How training finds the derivative of the loss with respect to each weight: layer by layer, from the last one to the first.
term-differences = Finite differences
term-differences-help = Another way to a derivative, slow but simple: change one weight a little, and see how much the loss changes.

## 1 Camera

camera-title = Camera
camera-hint = Start your camera. No camera at hand? The practice camera draws scenes to learn from.
camera-waiting = Waiting for the camera. Your browser may ask for your permission.
camera-start = Start camera
camera-practice = Use practice camera
# On both buttons while their camera is on; the labels are for those who cannot see which button it is.
camera-off = Switch off
camera-off-label = Switch off camera
camera-practice-off-label = Switch off practice camera
camera-preview = Camera preview
camera-practice-preview = Practice camera preview
camera-choice = Camera
camera-number = Camera { $number }
camera-use-front = Front camera
camera-use-rear = Rear camera
camera-options = Camera and recording
camera-mirror = Mirror the picture
camera-mirror-help = As people are used to seeing themselves. Pictures are recorded as you see them here: switch it off where there is writing to read.
camera-square = The square that is used
camera-square-hint = Drag it in the picture, or drag its corner to resize it.
camera-square-size = Size
camera-square-across = Left to right
camera-square-down = Top to bottom
camera-square-reset = Use the whole height
camera-show-where = Show where
camera-show-where-help = Colours the camera picture: where in it the network finds what speaks for its answer, and what against.
camera-show-where-failed = The map could not be loaded ({ $reason }). Check the connection, then switch it on again.
camera-is-on = The camera is on.
camera-is-off = The camera is off.
camera-practice-is-on = The practice camera is on. Choose a scene, then record it.
camera-practice-is-off = The practice camera is off.

camera-denied = This page is not allowed to use the camera. Click the camera or settings icon beside the address, allow the camera, and press “Start camera” again. Or use the practice camera.
camera-denied-by-system = Your operating system does not let this browser use the camera. Allow it in the system's privacy settings and press “Start camera” again. Or use the practice camera.
camera-missing = No camera was found. Plug one in and press “Start camera” again. Or use the practice camera, which needs none.
camera-back = The other camera could not be started; another program or tab may be using it. The one before is on again.
camera-busy = The camera could not be started; another program or tab may be using it. Close that one and press “Start camera” again.
camera-failed = The camera could not be started. Press “Start camera” to try again, or use the practice camera.
# $reason: the browser's own words, in its own language.
camera-failed-because = The camera could not be started ({ $reason }). Press “Start camera” to try again, or use the practice camera.
camera-insecure = Browsers allow the camera on secure pages only, and this page was opened over plain http. Open it with https:// or from localhost, or use the practice camera.
camera-unsupported = This browser does not give web pages access to a camera. Use the practice camera instead.
camera-no-canvas = This browser does not let the page draw pictures, so it cannot read any.
camera-noise = This browser gives the page noise in place of pixels, as a protection against fingerprinting, and a network would learn the noise. In Firefox, the setting is called privacy.resistFingerprinting: allow this page to extract canvas data, by the icon beside the address, and try again.
camera-stalled = The camera has stopped sending new pictures. Perhaps it is covered by its shutter, asleep, or in use by another program. If it does not come back, switch it off and start it again.
camera-stalled-recording = The camera has stopped sending new pictures, and the recording ended. Your pictures are kept. Perhaps it is covered by its shutter, asleep, or in use by another program. If it does not come back, switch it off and start it again.
camera-flows = The camera sends pictures again.
camera-is-back = The camera was switched off while nobody saw its picture. It is on again.
camera-lost = The camera was unplugged or switched off. Your pictures are kept. Reconnect the camera and press “Start camera”, or use the practice camera.
camera-lost-recording = The camera was unplugged or switched off, and the recording ended. Your pictures are kept. Reconnect the camera and press “Start camera”, or use the practice camera.

scene-choice = Practice scene
scene-face = Face
scene-background = Background
scene-cup = Cup
scene-plant = Plant

## 2 Collect: classes and their pictures

collect-title = Collect
collect-hint = Hold “Record” while the camera sees an example of the class. Move it, turn it, change the light: several short recordings teach more than one long one.

class-face = Face
class-background = Background
class-free-name = Class { $number }
class-name = Class name
class-name-missing = A class needs a name.
class-name-long = A class name can have at most { $limit } characters.
class-name-taken = There is already a class “{ $name }”. Choose another name.
class-name-kept = It is still called “{ $name }”.
class-add = Add class
class-added = “{ $name }” added. Type a name for it.
class-gone = This class has been removed.
class-empty = No pictures yet.
class-empty-drop = You can also drop images here, or paste them.
class-remove = Remove class
class-removed =
    { $count ->
        [0] “{ $name }” was removed.
        [one] “{ $name }” was removed with its picture.
       *[other] “{ $name }” was removed with its { $count } pictures.
    }
class-restored = “{ $name }” is back.
# A button with a coloured dot, at the left of a class's name. Pressed it opens colour, order, and whether the class takes part.
class-options = Options of “{ $name }”
class-options-about = Colour, order, on or off. Drag to move the class, or press the arrow keys up and down.
class-colour = Colour
# As they look on a light and on a dark page.
colour-0 = Blue
colour-1 = Rust
colour-2 = Green
colour-3 = Pink
colour-4 = Mustard
colour-5 = Slate
colour-6 = Violet
colour-7 = Red
class-coloured = “{ $name }” has another colour: { $colour }.
class-coloured-back = “{ $name }” has its former colour again.
class-up = Move up
class-down = Move down
class-moved = “{ $name }” is now number { $place } of { $count }.
class-moved-back = “{ $name }” is where it was.
class-on = Use this class
class-off-about = Switched off, a class keeps its pictures, and the network neither learns nor names it.
class-off = Switched off: takes no part in training.
class-switch-on = Switch on
class-switched-off = “{ $name }” is switched off. Its pictures are kept.
class-switched-on = “{ $name }” is switched on.
class-on-again = “{ $name }” is on again.
class-off-again = “{ $name }” is off again.

class-clear = Delete all pictures
class-cleared =
    { $count ->
        [one] The picture of “{ $name }” was deleted.
       *[other] All { $count } pictures of “{ $name }” were deleted.
    }

# A recording: one press of “Record”, or one upload. On buttons it is a strip: those must not read like “Record”.
recording-name =
    { $count ->
        [one] Recording of { $name }: { $count } picture
       *[other] Recording of { $name }: { $count } pictures
    }
recordings-show-all = Show all { $count } strips
recordings-show-fewer = Show fewer
picture-name = Picture { $number } of { $name }
# Buttons beside a picture that is shown enlarged.
picture-delete = Delete picture
picture-move = Move picture
recording-delete = Delete strip ({ $count })
recording-move = Move strip ({ $count })
picture-close = Close
pictures-deleted =
    { $count ->
        [one] Picture deleted from “{ $name }”.
       *[other] { $count } pictures deleted from “{ $name }”.
    }
pictures-restored =
    { $count ->
        [one] The picture is back in “{ $name }”.
       *[other] The { $count } pictures are back in “{ $name }”.
    }
pictures-moved =
    { $count ->
        [one] Picture moved from “{ $from }” to “{ $name }”.
       *[other] { $count } pictures moved from “{ $from }” to “{ $name }”.
    }
pictures-moved-back =
    { $count ->
        [one] The picture is back in “{ $name }”.
       *[other] The { $count } pictures are back in “{ $name }”.
    }

record = Record
# In the camera preview.
record-counter = { $name } { $count }
record-rate = Pictures per second
record-seconds = Seconds, hands-free
record-no-camera = Start the camera first, or use the practice camera.
record-no-frame = The camera has not sent a picture yet. Try again in a moment.
record-added =
    { $count ->
        [one] One picture added to “{ $name }”. Hold “Record” to take more.
       *[other] { $count } pictures added to “{ $name }”.
    }

# A small button beside “Record”, and what it becomes while it counts down and records.
hands-free = Hands-free
hands-free-about = Hands-free: counts down from 3, then records by itself
hands-free-cancel = Cancel
hands-free-finish = Finish
# Spoken, second by second.
hands-free-count =
    { $left ->
        [3] “{ $name }” in 3
       *[other] { $left }
    }
hands-free-now = Now
hands-free-cancelled = Nothing was recorded.

upload = Upload images
upload-files = Images
upload-folders = Upload folders as classes
upload-reading = Reading images
# done: how many of them have been read
upload-progress = Reading images: { $done } of { $count }
upload-added =
    { $count ->
        [one] { $count } picture added to “{ $name }”.
       *[other] { $count } pictures added to “{ $name }”.
    }
upload-added-classes = { $count } pictures added to { $classes } classes.
upload-none = Nothing was added.
# Also the heading of a list that says why.
upload-refused =
    { $count ->
        [one] { $count } file could not be used.
       *[other] { $count } files could not be used.
    }
upload-transparent = Transparent parts became white.
upload-cancelled =
    { $count ->
        [one] Cancelled: { $count } file was not read.
       *[other] Cancelled: { $count } files were not read.
    }
upload-class-gone = “{ $name }” was removed before all of its images had been read.
upload-undone = The upload was undone.
# The heading of a list of files.
upload-faint =
    { $count ->
        [one] In one picture hardly anything can be seen now that its transparent parts are white:
       *[other] In { $count } pictures hardly anything can be seen now that their transparent parts are white:
    }
upload-note-close = Close
upload-only-files = Only image files and folders can be dropped here. Save the image first, then drop the file.
upload-paste-nothing = There is no image to paste. Copy an image first, not its name or address.
upload-nothing = No images were found there.
upload-archive-reading = Unpacking …
# kind: what is wrong; place: which file in it.
upload-archive-refused =
    “{ $file }” could not be unpacked, and nothing was added. { $kind ->
        [not_an_archive] It is damaged, or no ZIP archive.
        [encrypted] “{ $place }” in it needs a password.
        [compressed] “{ $place }” in it is compressed in a way that is not known here. Pack the folders again as an ordinary ZIP archive.
        [too_large] “{ $place }” in it is larger than pictures are.
        [wrong_path] “{ $place }” in it lies outside of its folders.
       *[other] “{ $place }” in it is damaged.
    }
upload-empty = “{ $file }” is empty.
upload-gone = “{ $file }” cannot be opened any more: it was moved, renamed or deleted, or the browser may not read it.
upload-not-image = “{ $file }” is not an image that this browser can open. If it is one, save it as JPEG or PNG.
upload-heic = “{ $file }” is a HEIC photo, which this browser cannot open. Make a JPEG of it: on an iPhone, choose “Most Compatible” in Settings › Camera › Formats before you take the photo, or in the options when you share it. A screenshot of the photo will do, too.
upload-large = “{ $file }” is too large: { $width } × { $height } pixels are { $megapixels } megapixels. Make it smaller, { $limit } megapixels at most, and upload it again.
upload-memory = “{ $file }” has { $megapixels } megapixels, too many for the memory of this device. Make it smaller and upload it again.
upload-damaged = “{ $file }” is damaged or not complete: the browser cannot read all of it.
upload-foreign = “{ $file }” is a drawing with a web page inside (foreignObject), and the browser does not let other pages read that. Save the drawing as PNG.
upload-noise = “{ $file }” was not read: this browser gives the page noise in place of pixels, as a protection against fingerprinting. In Firefox, the setting is called privacy.resistFingerprinting: allow this page to extract canvas data, by the icon beside the address, and upload the file again.
upload-unexpected = “{ $file }” could not be read: { $message }

# A question; the classes are its answers.
choose-class =
    { $count ->
        [one] Which class is this image for?
       *[other] Which class are these { $count } images for?
    }
choose-class-move =
    { $count ->
        [one] Which class does this picture belong to?
       *[other] Which class do these { $count } pictures belong to?
    }
choose-class-new = A new class
choose-class-only-name = Only name it

## Storage

storage-other-tab = This project is open in another tab of this browser, and is being worked on there. Here you can look at it and try it out, or open another project. When you close the other tab, you can go on here.
storage-your-turn = The other tab is closed: from now on you work here.
storage-newer = What is stored on this device was written by a newer version of this page. Reload the page to get that version. Until then, nothing is kept when you close this tab.
# What did not fit.
storage-full =
    { $what ->
        [pictures] The browser's storage is full. Everything still works, but new pictures are not kept when you close this tab. Delete some pictures to make room; the page then tries again by itself.
        [network] The browser's storage is full. Everything still works, but the newest network is not kept when you close this tab. Delete some pictures to make room; the page then tries again by itself.
        [both] The browser's storage is full. Everything still works, but new pictures and the newest network are not kept when you close this tab. Delete some pictures to make room; the page then tries again by itself.
        [training] The browser's storage is full. Everything still works, but if you close this tab now, the training cannot go on where it was. Delete some pictures to make room; the page then tries again by itself.
       *[settings] The browser's storage is full. Everything still works, but your latest changes are not kept when you close this tab. Delete some pictures to make room; the page then tries again by itself.
    }
storage-full-at-all = The browser's storage is full. Everything works, but nothing is kept when you close this tab. Make room on this device, and reload the page.
storage-damaged = What is stored of this project is damaged, and the browser cannot read it. Everything works, but nothing is kept when you close this tab. Delete the project in the list of projects at the top: from then on the page keeps what you do.
picture-unreadable = A picture cannot be read from this browser’s storage.
storage-damaged-pictures =
    { $count ->
        [one] One of your pictures was damaged in the browser's storage and cannot be shown.
       *[other] { $count } of your pictures were damaged in the browser's storage and cannot be shown.
    }
storage-lost = The browser has deleted or closed this page's storage. All that you see is still in this tab, but is not kept when you close it. Reload the page to begin anew.
storage-unavailable = This browser does not let the page store pictures; perhaps the window is private. Everything works, but nothing is kept when you close this tab.
project-open = Project: { $name }
# Of a project that nobody has named; the next one is “My project 2”.
project-free-name =
    { $number ->
        [1] My project
       *[other] My project { $number }
    }

storage-saved = Saved in this browser only.
storage-saved-size = Saved in this browser only: { $size }.
storage-persistent = It stays until you delete it.
storage-not-persistent = The browser may clear it if space runs out.
storage-not-saved =
    { $count ->
        [0] Not saved.
        [one] One picture is not saved.
       *[other] { $count } pictures are not saved.
    }

welcome-pictures =
    { $count ->
        [one] Welcome back. Your picture is still here.
       *[other] Welcome back. Your { $count } pictures are still here.
    }
welcome-pictures-network =
    { $count ->
        [one] Welcome back. Your picture and the trained network are still here.
       *[other] Welcome back. Your { $count } pictures and the trained network are still here.
    }
welcome-imported = The network of “{ $file }” is here and can answer. Its pictures are not.
welcome-network = Welcome back. The network that you trained is still here; its pictures are not.

delete-everything = Delete everything
delete-title =
    { $projects ->
        [one] Delete everything?
       *[other] Delete all { $projects } projects?
    }
delete-text =
    { $projects ->
        [one] All pictures, all classes, the trained network and the choices of a camera and a language will be deleted from this device.
       *[other] All { $projects } projects will be deleted from this device, with their pictures, classes and networks, and the choices of a camera and a language. A single project can be deleted in the list of projects at the top.
    }
delete-done = Everything was deleted. Nothing is left on this device.
delete-done-here = Everything in this tab was deleted.
delete-unreachable = Deleted in this tab. The browser's storage cannot be reached: if an earlier visit left something on this device, delete this site's data in the browser's settings.
delete-failed = Deleted in this tab, but the browser could not empty its storage. Delete this site's data in the browser's settings.
# $names: of projects.
delete-elsewhere =
    { $count ->
        [one] “{ $names }” is open in another tab and was not deleted. Close that tab, then press “Delete everything” again.
       *[other] Projects that are open in other tabs were not deleted: { $names }. Close those tabs, then press “Delete everything” again.
    }

## 3 Train: what would be trained

plan-one-class = Add a second class: a network learns by telling things apart.
# Instead of the last sentence, where classes are switched off.
plan-one-class-on = Switch a second class on, or add one: a network learns by telling things apart.
plan-no-pictures = Record or upload pictures for two classes.
plan-one-more = Record or upload pictures for one more class, for instance “{ $name }”.
plan-ready =
    { $pictures ->
        [one] Ready: { $pictures } picture in { $classes } classes.
       *[other] Ready: { $pictures } pictures in { $classes } classes.
    }
plan-duplicate = Picture { $place } of “{ $name }” is also picture { $otherPlace } of “{ $otherName }”: it cannot be both. Delete one of them; both are outlined in step 2.
plan-duplicates = Picture { $place } of “{ $name }” is also picture { $otherPlace } of “{ $otherName }” (and { $more } more like this): it cannot be both. Delete one of them; both are outlined in step 2.
plan-uniform =
    { $count ->
        [one] Picture { $place } of “{ $name }” has a uniform colour, as if the camera had been covered. Delete it; it is outlined in step 2.
       *[other] { $count } pictures of “{ $name }”, the first being picture { $place }, have a uniform colour, as if the camera had been covered. Delete them; they are outlined in step 2.
    }
plan-copies =
    { $count ->
        [one] One picture of “{ $name }”, picture { $place }, is a copy of another. Delete it; it is outlined in step 2.
       *[other] { $count } pictures of “{ $name }”, the first being picture { $place }, are copies of others, as from a camera that was frozen: they teach nothing new. Delete them; they are outlined in step 2.
    }
plan-unequal = “{ $most }” has { $ratio } times as many pictures as “{ $least }”, which will be recognised less reliably. Record more of “{ $least }”.
plan-single =
    { $count ->
        [one] { $names } has only a single picture: it can be trained on, but not tested. Record more.
       *[other] { $names } have only a single picture each: they can be trained on, but not tested. Record more.
    }
plan-empty = “{ $name }” has no pictures yet and cannot be recognised.
quoted-name = “{ $name }”

## 3 Train: the button, and what it says

train-title = Train
train-progress = Training
train = Train
train-stop = Stop
# Interrupts a training, and goes on with it.
train-pause = Pause
train-go = Continue
# Of a paused training: one batch.
train-step = One step
train-step-about = “One step” trains on a single batch and shows what it changes.
# $before, $after: losses.
train-step-done =
    { $pictures ->
        [one] One step with { $pictures } picture: its loss went from { $before } to { $after }.
       *[other] One step with { $pictures } pictures: their mean loss went from { $before } to { $after }.
    }
train-paused = Paused. It can go on at any time, also after the page was closed, with the same result.
# Before a training. $time: "about 5 s".
train-takes = Training takes { $time }.
train-unsupported = Training does not work in this browser.
train-getting-ready = Getting ready …
train-imported = The network that answers comes from “{ $file }”. “Train” trains a new one on the pictures here, with the settings of this project; until then this one stays.
train-stopping = Stopping …
train-running = You can keep collecting pictures meanwhile.
train-tuning = The network answers already. Now the stem is being fine-tuned as well; “Stop” leaves it as it was.
train-no-engine = The training engine could not be loaded. Check the connection and try again.
train-epoch = Epoch { $epoch } of { $epochs }
train-epochs =
    { $epoch ->
        [one] { $epoch } epoch
       *[other] { $epoch } epochs
    }
train-fine-tuning-epoch = Fine-tuning: epoch { $epoch } of { $epochs }
train-speed = { $speed } pictures/s
train-preparing = The stem is looking at your pictures: { $done } of { $total }
train-left-unknown = …
# $time: "12 s".
train-left = { $time } left
train-rest = { $left } · { $speed }

train-has-begun = Training has begun.
train-is-paused = Training is paused.
train-continues = Training goes on.
train-still-paused =
    { $epoch ->
        [0] Your training is still paused, at its beginning.
       *[other] Your training is still paused in epoch { $epoch }.
    }
# epoch 0, here and below: before the first step
train-goes-on =
    { $epoch ->
        [0] Your training was interrupted at its beginning, and begins again.
       *[other] Your training was interrupted in epoch { $epoch } and goes on.
    }
train-lost =
    { $epoch ->
        [0] Your training was interrupted at its beginning and cannot go on.
       *[other] Your training was interrupted in epoch { $epoch } and cannot go on.
    }
train-lost-build = The page has been updated since then, and its new engine may compute slightly differently.
train-lost-pictures = Some of the pictures that it learned from are gone or have changed.
train-lost-attempts = Each time it went on, it was interrupted again; perhaps it needs more memory than this device has.
train-lost-damaged = What was stored of it cannot be read.
train-lost-answers = The best weights that it had reached answer now. Press “Train” to train again.
train-lost-again = Press “Train” to train again.
train-is-finished = Training is finished.
train-was-stopped = Training was stopped.
train-without-success = Training ended without success: step 3 says what to try.
train-with-problem = Training ended with a problem.

# The browser froze the tab, or the device slept.
train-slept = This tab was put to sleep for { $time }; training goes on where it was.
# How long something takes.
train-seconds = { $seconds } s
train-minutes = { $minutes } min
train-restarted = The training worker stopped working; it was restarted from the beginning.
train-restarted-from-weights = The training worker stopped working; it was restarted from the last weights.
train-helper-replaced = A training worker stopped working; it was replaced, and nothing is lost.
train-fewer-helpers = Training workers keep stopping; training goes on with fewer.
train-gave-up =
    { $deaths ->
       *[other] The training worker stopped working { $deaths } times, so training was given up. The pictures and the last weights are kept. Try a smaller network, or close other tabs to free memory.
    }
train-never-started = The training worker could not be started, so training was given up. The pictures are kept. Its scripts did not load: check the connection and try again.
train-diverged =
    Training diverged in epoch { $epoch }: with the learning rate { SHORT($rate) } the steps are too large and the loss grows without bound, even after the rate was halved { $times } times. Set a smaller learning rate, for example { SHORT($suggested) }, and train again.
train-diverged-kept = The last good weights were kept.

roll-back = The loss diverged in epoch { $epoch }: rolled back to the weights of epoch { $to } and halved the learning rate to { SHORT($rate) }.
roll-back-anew = The loss diverged in epoch { $epoch }: started over and halved the learning rate to { SHORT($rate) }.
roll-back-again = That was roll-back number { $times }.

## 3 Train: the result

results-title = How good is it really?
train-how-good = How good is it really?
results-print = Print results
result-line-new =
    { $count ->
        [one] { $correct } of { $count } new picture right.
       *[other] { $correct } of { $count } new pictures right.
    }
result-line-kept =
    { $count ->
        [one] { $correct } of { $count } validation picture right.
       *[other] { $correct } of { $count } validation pictures right.
    }
result-line-own = { PERCENT($accuracy) } of its own pictures right; there were too few to keep some for a test.
result-line-nothing = It has learned hardly anything.
result-nothing = Stopped before it had learned anything.
result-cut-off = Stopped.
result-stopped =
    { $epochs ->
        [one] Stopped after { $epochs } epoch.
       *[other] Stopped after { $epochs } epochs.
    }
result-stopped-first = Stopped in the first epoch.
result-early = Stopped early, after epoch { $epochs }: the validation loss has not improved since epoch { $best }, whose weights answer now.
result-ended = Training has ended.
result-finished = Training is finished.
result-little = It has learned only a little.
result-no-success = It has learned nothing to speak of:
result-validation = { $correct } of { $count } validation pictures correct ({ PERCENT($accuracy) }); the baseline, always answering the largest class, is { PERCENT($baseline) }.
result-own = The accuracy on the pictures it was trained on is { PERCENT($accuracy) }; the baseline, always answering the largest class, is { PERCENT($baseline) }.

result-luck = With so few validation pictures this can be luck: record more, and the validation set grows.
result-honest = An honest test: the validation set is kept out of training, and its pictures are from recordings that the network has never seen.
result-easy = An easy test: the validation set is kept out of training, but its pictures are from the same recordings. Three or more recordings of each class make an honest one.
result-no-test = There were too few pictures for a validation set: record more to find out how good it is.
result-untested =
    { $count ->
        [one] { $names } had only a single picture and was not tested.
       *[other] { $names } had only a single picture each and were not tested.
    }
result-best = The weights of epoch { $epoch }, which did best, answer now.
result-fine-tuning-kept = Fine-tuning helped: before, { $before } of them were correct, now { $after } are.
result-fine-tuning-loss = Fine-tuning helped a little: no more pictures are correct than before, but the validation loss is smaller.
result-fine-tuning-dropped = Fine-tuning did not help on the validation set, so the stem stays as it was.
result-fine-tuning-stopped = Fine-tuning was stopped, so the stem stays as it was.
result-calibration = Its stated confidence and its accuracy differ by { PERCENT($error) } on average (expected calibration error).

result-by-heart = It has memorised its training pictures and recognises no others: record each class a few more times, in different places and light.
result-try-smaller = Set a smaller learning rate, for example { SHORT($rate) }, and check that the classes really differ in their pictures.
result-try-larger = Set a larger learning rate, for example { SHORT($rate) }, and check that the classes really differ in their pictures.
result-try-more = Try more epochs, and check that the classes really differ in their pictures.


## 3 Train: the stem

stem-loading = Loading the stem
stem-loaded = { $done } of { $total }
stem-again = Try again
stem-without = Train from scratch instead
stem-unreachable = The stem “{ $stem }”, which Quick eye needs, could not be loaded. Check the connection and try again; without a stem, you can train from scratch.
stem-absent = The server of this page does not have the stem “{ $stem }”, which Quick eye needs. Choose another stem under Advanced, or train from scratch.
stem-absent-large = The server of this page does not have the stem “large”. Whoever runs the server can add it with “cargo xtask stem large”. Choose another stem under Advanced, or train from scratch.
stem-damaged = The stem “{ $stem }”, which Quick eye needs, arrived damaged. Try again; without a stem, you can train from scratch.

## 3 Train: methods compared

compare-caption = Methods compared on the same pictures
compare-method = Method
compare-accuracy = Accuracy
compare-time = Time
compare-size = Size
compare-size-stem = { $own } and the stem “{ $stem }”, { $file }
compare-seconds = { $seconds } s
compare-untested = not tested
compare-answers = answers now
compare-let = Let it answer
compare-let-label = Let { $method } answer
compare-fine-tune = Fine-tune the stem
compare-fine-tune-about = There are enough pictures for the stem to learn from them as well. That takes longer, and helps most with pictures unlike everyday photographs. The change is kept only if it does better on the validation set.
compare-fine-tuned = { $method }, fine-tuned
compare-with = Compare with “{ $method }”
compare-runs = Compare two runs
compare-changed = The pictures have changed since: the next training begins a new comparison.

## 3 Train: what was taken for what

confusion-tested = Pictures of the validation set, which are kept out of training. Press a number to see the pictures behind it.
confusion-own = Pictures that it was trained on: there were too few for a validation set. Press a number to see the pictures behind it.
# Above the columns and the rows of the table, and above “18 of 20 right”.
confusion-taken = taken for
confusion-labelled = labelled
confusion-scores = accuracy
confusion-score = { $correct } of { $count } right
confusion-untested = not tested
confusion-right = Labelled { $label }, and recognised as { $label }
confusion-wrong = Labelled { $label }, taken for { $answer }
# $pictures: "3 pictures".
confusion-cell = { $sentence }: { $pictures }
confusion-deleted =
    { $count ->
        [one] { $count } of them has been deleted since.
       *[other] { $count } of them have been deleted since.
    }
confusion-moved =
    { $count ->
        [one] { $count } of them has been moved to another class since.
       *[other] { $count } of them have been moved to another class since.
    }
confusion-more = Show { $count } more

## 3 Train: the hardest pictures

hardest-title = Pictures to check
hardest-about = The pictures that the network finds hardest. Move what is in the wrong class, delete what shows nothing useful, and train again.
hardest-none = There are none: the network is right and sure about every picture. A picture that lies in the wrong class and was memorised there cannot be found this way.
hardest-done = You have been through all of them. Train again to see what the network makes of your pictures now.
hardest-suspect = Probably in the wrong class
hardest-wrong = Labelled { $label }, taken for { $answer } ({ PERCENT($probability) })
hardest-unsure = Labelled { $label }, but the network is only { PERCENT($probability) } sure of it
hardest-move = Move to { $name }
hardest-delete = Delete
hardest-more =
    { $count ->
        [one] And { $count } more, when these have been dealt with.
       *[other] And { $count } more, when these have been dealt with.
    }

## 3 Train: curves

curves-loss = Loss
curves-loss-help = How far the answers of the network are from the right ones: training makes this smaller.
curves-accuracy = Accuracy
curves-accuracy-help = The fraction of pictures that the network answers correctly.
curves-training = training
curves-validation = validation
curves-validation-help = The validation set: pictures that are kept out of training and only used to check what the network makes of pictures it has never seen.
curves-baseline = baseline
curves-baseline-help = The accuracy of always answering the largest class, for which nothing need be learned.
# Marked in the drawing.
curves-best = best epoch
curves-best-number = best epoch { $epoch }
curves-best-help = The epoch with the smallest loss on the validation set: its weights answer.
curves-failed = The curves could not be loaded. Training goes on without them.
curves-none = { $title }: no training yet
curves-running = { $title } in epoch { $epoch } of { $epochs }: { $numbers }
curves-done = { $title } after epoch { $epoch } of { $epochs }: { $numbers }
curves-number-training = training { $value }
curves-number-validation = validation { $value }
curves-number-baseline = baseline { $value }

## 3 Train: settings

settings-method = Method
settings = Settings
settings-done = Done
settings-changed =
    { $count ->
        [one] { $count } setting changed
       *[other] { $count } settings changed
    }
settings-network = Change the network …
settings-network-kept = Your changes are kept, and the next training uses them. To revert them, use “Undo” in the editor.
settings-advanced = Advanced
settings-reset = Back to the settings of “{ $method }”
# What the next training costs.
cost-title = What training costs
cost-weights = Weights that learn
# $size: in kilobytes.
cost-weights-value = { $weights }, { $size }
cost-answer = One answer
cost-training = The whole training
# Multiplications with an addition; $count: "3.4 billion".
cost-multiply-adds = { $count } multiply-adds
cost-memory = Memory while training
cost-time = Time
cost-about = about { $value }
cost-time-unknown = not known: nothing like it has been trained on this device yet
settings-check = Check the settings: { $complaint }
settings-whole-number = { $label } must be a whole number from { $min } to { $max }.
settings-number = { $label } must be a number from { $min } to { $max }.

# A network that a person has built, beginning with that of a method.
method-own = Your own network, from “{ $method }”
method-quick_eye = Quick eye
method-quick_eye-about =
    Best with few pictures. { $stem ->
        [large] Its first part, the stem, has already learned from more than a million photographs of all kinds of things.
       *[other] Its first part, the stem, has already learned from about { NUMBER(157000) } photographs of everyday things: animals, food, clothes, rooms, faces.
    } Only its last part, the head, learns from yours, in about a second. All of it runs on your device: no picture leaves it.
method-from_scratch = From scratch
method-from_scratch-about = Knows nothing but your pictures, and learns in seconds. It can be better where they are unlike photographs: drawings, instruments, a plain wall behind a hand.
method-careful = Careful
method-careful-about = From scratch, for hard cases and many pictures: takes longer, with twice as many layers, and with batch normalisation and dropout.
method-tiny = Tiny (phone)
method-tiny-about = From scratch, for phones and old computers, with half the work.
method-article = The article's own
method-article-about = As in the article on backpropagation in convolutional networks that this page grew out of: with targets +1 and −1, one picture at a time.

settings-network_size = Network size
settings-network_size-help = How many filters and units its layers have: a larger network can tell more apart, and takes longer.
settings-network_size-small = Small: quickest
settings-network_size-medium = Medium
settings-network_size-large = Large: slower, for hard cases
settings-epochs = Epochs
settings-epochs-help = How many times training goes through all its pictures: the more pictures there are, the fewer epochs are proposed.
settings-batch_size = Batch size
settings-batch_size-help = How many pictures each training step learns from.
settings-learning_rate = Learning rate
settings-learning_rate-help = How far each step goes: if it is too large, training diverges, which means that the loss grows instead of falling.
settings-workers = Workers
settings-workers-help = How many processor cores share the work of each batch, if it is large enough.
settings-sure_from = Not sure below
settings-sure_from-help = When no class reaches this probability (0.6 is 60%), the live answer is “Not sure”; a change takes effect at once.
settings-stem = Stem
settings-stem-help = What Quick eye knows before it sees your pictures: a larger stem tells more apart, and takes longer to load and to answer.
settings-stem-small = Small: 0.3 MB, for phones
settings-stem-base = Base: 0.9 MB
settings-stem-large = Large: 3.1 MB, the best, where the server has it
settings-fine_tune = Fine-tune the stem
settings-fine_tune-help = Whether the stem learns from your pictures as well, in small steps, after the head has learned. It takes about 25 pictures of each class, and is kept only if it does better on the validation set.
settings-fine_tune-no = Off
settings-fine_tune-yes = On
settings-optimizer = Optimiser
settings-optimizer-help = How a gradient, which says for each weight how the loss changes with it, turns into a step; choosing an optimiser proposes a learning rate for it.
settings-optimizer-sgd = Gradient descent, momentum 0.9
settings-optimizer-adam = Adam
settings-optimizer-adamw = AdamW
settings-optimizer-rmsprop = RMSProp
settings-schedule = Schedule
settings-schedule-help = How the learning rate changes in the course of training.
settings-schedule-constant = Constant
settings-schedule-cosine = Cosine: down to zero
settings-schedule-one_cycle = One cycle: up, then down
settings-schedule-exponential = Exponential: down to a hundredth
settings-schedule-step = Steps: to a tenth, twice
settings-clip_norm = Gradient clipping
settings-clip_norm-help = A gradient with a larger norm (length) than this is scaled down to it, so that no step goes too far; 0 is off.
settings-activation = Activation
settings-activation-help = The function that the values of each hidden layer pass through; without one, many layers could do no more than a single one.
settings-activation-relu = ReLU
settings-activation-leaky_relu = Leaky ReLU
settings-activation-tanh = tanh
settings-activation-sigmoid = Sigmoid
settings-augmentation = Augmentation
settings-augmentation-help = Each time a picture is shown to the network, its position, size, light and colour change a little, so that it learns what stays the same.
settings-augmentation-off = Off
settings-augmentation-gentle = A little
settings-augmentation-strong = A lot
settings-early_stopping = Early stopping
settings-early_stopping-help = Ends training when the validation loss has not improved for a while.
settings-early_stopping-yes = On
settings-early_stopping-no = Off
settings-as-method = As in the method

## 3 Train: diagnostics

health-summary = Training diagnostics:
health-well = nothing unusual
health-unknown = not known
health-things =
    { $count ->
        [one] { $count } thing to look at
       *[other] { $count } things to look at
    }
health-caption = For the curious: each row is a layer of the network, and the words say whether its numbers are healthy.
health-table = Diagnostics of each layer
health-layer = Layer
health-dead = Dead
health-dead-help = units whose output is 0 for every picture checked. A dead filter of a convolution cannot learn; in a dense layer, half may be silent.
health-saturated = Saturated
health-saturated-help = values at the flat ends of the S-shaped activation, where next to nothing is learned.
health-delta = Error
health-delta-help = how much of the error reaches the layer: mean |δ| per unit, and the largest. Small values are fine: the error shrinks as the network learns.
health-delta-max = max { MAGNITUDE($value) }
health-moved = Moved
health-moved-help = how far the weights moved since the last epoch, relative to their size.
health-none = –

health-word-healthy = healthy
health-word-dead = many dead
health-word-silent = some silent
health-word-saturated = saturated
health-word-vanishing = vanishing
health-word-exploding = exploding
health-word-restless = restless
health-word-at-rest = at rest

# Layers by their place among their own kind.
layer-conv = Convolution { $number }
layer-depthwise_conv = Depthwise convolution { $number }
layer-dense = Dense layer { $number }
layer-batch_norm = Batch norm { $number }
layer-residual = Residual block { $number }
layer-stem = Stem
layer-other = Layer { $number }

problem-dead-filters = { $layer }: { PERCENT($fraction) } of its filters are dead. Try leaky ReLU, or a smaller learning rate.
problem-dead-units = { $layer }: { PERCENT($fraction) } of its units are dead. Try leaky ReLU, or a smaller learning rate.
problem-saturated = { $layer }: { PERCENT($fraction) } of its values are saturated. Try batch normalisation, or ReLU.
problem-vanishing = { $layer }: the gradient vanishes on its way down; only { FINE_PERCENT($fraction) } of the error arrives. Try batch normalisation, or ReLU.
problem-exploding = { $layer }: the gradient explodes on its way down; the error arrives { SHORT($factor) } times as large. Try batch normalisation, or gradient clipping.
problem-divergence-smaller = The loss grows instead of falling: { SHORT($first) } in the first epoch, { SHORT($now) } now. Set a smaller learning rate, for example { SHORT($rate) }.
problem-divergence-labels = The loss grows instead of falling: { SHORT($first) } in the first epoch, { SHORT($now) } now. Check that every picture is in the right class.
problem-plateau = The loss has hardly fallen for { $epochs } epochs. Check that the classes really differ in their pictures, or try a larger network.
problem-plateau-larger = The loss has hardly fallen for { $epochs } epochs. Set a larger learning rate, for example { SHORT($rate) }.
problem-plateau-smaller = The loss has hardly fallen for { $epochs } epochs. Set a smaller learning rate, for example { SHORT($rate) }.
problem-overfitting = Since epoch { $since } the network has been memorising its training pictures and getting worse on the validation set (overfitting). Record each class a few more times, in different places and light.
# Where on the page the remedies are.
problem-where-activation = Leaky ReLU can be chosen under Advanced, as the activation.
problem-where-normalise = The method Careful has batch normalisation; ReLU can be chosen under Advanced, as the activation.
problem-where-clip = The method Careful has batch normalisation; gradient clipping can be set under Advanced.

check-hint = Is backpropagation right? Compare its derivatives with finite differences of the loss. This takes some seconds, on a phone about a minute.
check-gradients = Check the gradients
check-running = Checking …
check-no-network = Train a network first.
check-no-pictures = There are no pictures left of the classes that the network has learned.
check-nothing = { $layer }: nothing to compare.
check-no-error = { $layer }: no error reaches it. All { $compared } derivatives compared are 0, by backpropagation and by finite differences.
check-right = { $layer }: right. Of the { $compared } weights compared, the one at index { NUMBER($index, useGrouping: 0) } of the { $parameter } differs most, by { FINE_PERCENT($error) }.
check-wrong = { $layer }: wrong. Of the { $compared } weights compared, the one at index { NUMBER($index, useGrouping: 0) } of the { $parameter } differs most, by { FINE_PERCENT($error) }.

## Live answer

answer-title = Live answer
answer-not-sure = Not sure
answer-unknown = None of these
answer-impression = First impression, before any training. Press Train to make it better.
# What was trained does not answer, because it was trained with other classes.
answer-impression-off = The network was trained with “{ $name }”, which is switched off. This is a first impression without it; press Train to make it better.
answer-impression-removed = The network was trained with “{ $name }”, which was removed. This is a first impression without it; press Train to make it better.
answer-impression-added = The network was trained without “{ $name }”. This is a first impression with it; press Train to make it better.
answer-no-stem = The network of your last visit was trained with the stem “{ $stem }”, which this version of the page does not have. Your pictures are still here: press Train to train a new one.
# Of a class, for screen readers: its bar is empty.
answer-none = no answer yet
answer-start-camera = Start the camera, or try a picture, to see what the network says.
answer-stalled = The camera sends no new pictures, so there is nothing to answer.
answer-soon = The first answers come in a moment.
answer-ready = Everything is ready. Press Train, and the answer appears here, live.
answer-collect = After training, this shows what the network sees in the camera. First, collect pictures of two classes.
answer-guessing = It may only be guessing: validation has not shown more than that.
answer-off = “{ $name }” is switched off, but the network was trained with it. Train again to remove it from the answers.
answer-removed = “{ $name }” was removed. Train again to remove it from the answers.
answer-added = “{ $name }” is new. Train again to include it in the answers.

# A picture that the network only names.
try-picture = Try a picture
try-preview = The picture “{ $file }”
try-shown = “{ $file }” is shown in place of the camera. It is added to no class.
try-one = Only the first image is shown.
try-close = Close the picture
try-closed = The picture is closed.

answer-more = Answer options
count-times =
    { $count ->
        [one] { $name }: { $count } time
       *[other] { $name }: { $count } times
    }
count-reset = Count from 0

elsewhere = Use it elsewhere

full-screen = Full screen
full-screen-leave = Leave full screen

live-no-network = There is no trained network yet.
live-gave-up = The live answer stopped working several times in a row. Train again, or reload the page.

## Engine

engine-no-wasm = This browser cannot run WebAssembly, which Tab Trainer needs to train a network. Please open the page in a current version of Firefox, Chrome, Edge or Safari, with WebAssembly switched on.
