### The sheet with the projects; see page.ftl.

projects-title = Projects
projects-done = Done
projects-about = Each project has its own classes, pictures, network and settings.
projects-where = They are saved in this browser only.
projects-where-size = They are saved in this browser only, and take { $size } together.
projects-name = Project name
projects-pictures =
    { $count ->
        [0] No pictures.
        [one] { $count } picture.
       *[other] { $count } pictures.
    }
projects-unreadable = It is damaged, and the browser cannot read it.
projects-used = Last used { DATETIME($used, dateStyle: "medium", timeStyle: "short") }.
projects-training = Its training was interrupted, and goes on when you open it.
projects-is-open = Open in this tab.
projects-open = Open
projects-duplicate = Duplicate
projects-delete = Delete
projects-new = New project
projects-create = Create

projects-recording = Another project can be opened when the recording has ended.
projects-uploading = Another project can be opened when all images have been read.
projects-loss-title = Open another project?
projects-loss-text = What you have here cannot be stored on this device: the pictures and the trained network would be lost.
projects-loss-yes = Open it and lose them

# The name of the new one.
projects-copy = Copy of { $name }
projects-duplicating = Copying “{ $name }” …
projects-duplicated = “{ $name }” was copied.
projects-delete-title = Delete “{ $name }”?
projects-delete-text =
    { $count ->
        [0] Its classes, its network and its settings will be deleted from this device. This cannot be undone.
        [one] Its picture, its classes, its network and its settings will be deleted from this device. This cannot be undone.
       *[other] Its { $count } pictures, its classes, its network and its settings will be deleted from this device. This cannot be undone.
    }
projects-deleted = “{ $name }” was deleted.
projects-elsewhere = “{ $name }” is open in another tab. Close that tab, then delete the project.
projects-full = The browser's storage is full. Delete a project or some pictures to make room, then try again.
projects-failed = The browser could not store this; perhaps the window is private. Your projects are as they were.

projects-save = Save as a file
projects-save-pictures = Save its pictures (ZIP)
projects-share = Share
projects-progress = Pictures of the file
projects-saving = Saving “{ $name }” …
projects-saved = It is in your downloads as “{ $file }”. Whoever opens it has the pictures, too.
projects-open-file = Open a file
projects-open-file-about = A project (.tabtrainer), or a trained network (.onnx, .safetensors). A file can also be dropped anywhere on the page.
projects-reading = Reading “{ $name }” …
projects-read = “{ $name }” is now among your projects.
projects-file-refused = “{ $name }” could not be opened. { $reason } Your projects are as they were.
projects-file-gone = It is no longer where it was, or the browser may not read it.
# kind: what is wrong; place: where in the file.
projects-file-reason =
    { $kind ->
        [not_an_archive] It is no project file, or it is damaged.
        [other_format] It is a file of another kind.
        [newer] It was saved by a newer version of Tab Trainer: reload this page to get that version.
        [compressed] It was packed again by another program: unpack it, and open the file as it was saved.
        [encrypted] It is encrypted.
        [changed] “{ $place }” in it is damaged.
        [not_a_picture] “{ $place }” in it is no picture that can be read.
        [wrong_size] “{ $place }” in it is a picture of another size.
        [missing] “{ $place }” is missing in it.
       *[other] It contradicts itself at “{ $place }”.
    }

## A trained network that comes as a file

projects-model-title = Where should the network in “{ $name }” be used?
projects-model-classes =
    { $count ->
        [one] The network knows one class: { $names }.
       *[other] The network tells { $count } classes apart: { $names }.
    }
projects-model-many = The network tells { $count } classes apart, among them { $names }.
projects-model-new = In a new project
projects-model-here = In “{ $name }”, which is open
projects-model-joins = Classes that are missing are added.
projects-model-replaces = There it replaces the trained network and its results, for good. Pictures and classes stay, and classes that are missing are added.
projects-model-answers = The network from “{ $name }” is now in use.
projects-model-refused = “{ $name }” could not be opened. { $reason } Nothing has changed here.
projects-model-size = Its network takes pictures of { $width }×{ $height } pixels; those here are squares of at most { $most }.
projects-model-too-many = Its network has { $count } classes; here it can have { $most } at most.
projects-model-too-large = The browser ended it each time: it may be too large for this device.
# kind: what is wrong. What the crate says of it, in English, is quoted below.
projects-model-reason =
    { $kind ->
        [unreadable] This is not a valid { $format } file, or it is damaged.
        [refused] Its network cannot be built here.
       *[other] It has no network that can be read here.
    }
# place: where in the file; given: what is there; expected: what should be.
projects-model-reason-at =
    { $kind ->
        [missing] “{ $place }” is missing in it.
        [unexpected] { $place }: not expected there.
        [newer] It was saved by a newer version of Tab Trainer: reload this page to get that version.
        [unknown_operator] { $place }: no layer here does what the operator { $operator } does.
        [unsupported] { $place }: not supported here.
        [cycle] { $place }: depends on its own output.
        [wrong_value] { $place }: value that cannot be used.
        [wrong_count] { $place }: { $given } values instead of { $expected }.
        [wrong_length] { $place }: { $given } bytes instead of { $expected }.
        [wrong_tensor] { $place }: tensor of the wrong type or shape.
        [wrong_form] { $place }: unexpected structure.
        [other_format] { $place }: says “{ $given }” instead of “{ $expected }”.
        [not_finite] { $place }: contains NaN or infinity.
        [external] { $place }: its data is stored in a separate file. Save everything as a single file.
        [other_stem] { $place }: its stem differs from the one of that name here.
        [other_answer] { $place }: the network gives a different answer for this picture than the file records.
       *[other] { $place }: cannot be read here.
    }
# In front of a quotation from the file, or from what reads it.
projects-model-found = In the file:
projects-model-expected = Expected:
projects-model-why = Details:
